using System.Text.RegularExpressions;

namespace EdgeSeq.Generators.Equations;

/// <summary>How the names of the parameters of further layers end: <c>_l1</c>, <c>_reverse</c>.</summary>
internal static class LayerSuffix
{
    private static readonly Regex End = new("^.{2,}_(l[0-9]+|reverse)$", RegexOptions.CultureInvariant);

    public static bool EndsIn(string name) => End.IsMatch(name);
}
