using System.Reflection;

namespace EdgeSeq.Generators.Functions;

/// <summary>
/// Every elementary function there is, by name. A function is its file in this folder, a class with a <c>Definition</c>; it is listed
/// nowhere else.
/// </summary>
internal static class FunctionCatalogue
{
    public static IReadOnlyList<FunctionDefinition> All { get; } = typeof(FunctionCatalogue).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(FunctionCatalogue).Namespace)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public))
        .Select(field => field.GetValue(null)).OfType<FunctionDefinition>()
        .OrderBy(function => function.Name, StringComparer.Ordinal).ToList();

    /// <summary>Names of the functions that equations may use.</summary>
    public static IReadOnlyList<string> Names { get; } = All.Where(function => function.IsForEquations).Select(function => function.Name).ToList();

    /// <summary>The function of this name, one that equations may not use included; null if there is none.</summary>
    public static FunctionDefinition? Find(string name) => All.FirstOrDefault(function => function.Name == name);
}
