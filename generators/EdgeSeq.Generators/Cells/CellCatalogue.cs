using System.Reflection;

namespace EdgeSeq.Generators.Cells;

/// <summary>
/// Every cell there is, by name. A cell is its file in this folder, a class with a <c>Definition</c>, and a member of
/// <c>EdgeSeq.Cell</c>; it is listed nowhere else.
/// </summary>
internal static class CellCatalogue
{
    public static IReadOnlyList<CellDefinition> All { get; } = typeof(CellCatalogue).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(CellCatalogue).Namespace)
        .Select(type => type.GetField("Definition", BindingFlags.Static | BindingFlags.Public)?.GetValue(null))
        .OfType<CellDefinition>().OrderBy(cell => cell.Name, StringComparer.Ordinal).ToList();

    public static CellDefinition? Find(string name) => All.FirstOrDefault(cell => cell.Name == name);
}
