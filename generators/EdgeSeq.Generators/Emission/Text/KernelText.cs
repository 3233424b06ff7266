using System.Globalization;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>Phrases that several kernel writers share.</summary>
internal static class KernelText
{
    public const string Inline = "[MethodImplAttribute(MethodImplOptions.AggressiveInlining)]";

    /// <summary>
    /// Compiles at full optimisation at the first call: tier 0 would run these loops a hundred times slower. And apart: inlined into a
    /// caller that the JIT believes to run seldom, a loop would keep its sums in memory.
    /// </summary>
    public const string Optimize = "[MethodImplAttribute(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]";

    /// <summary>A place behind the unit <c>lane</c>, as an index.</summary>
    public static string Lane(int offset) => offset == 0 ? "lane" : $"lane + {offset}";

    public static string Load(Dialect dialect, string reference, string index) => $"{dialect.Vector}.LoadUnsafe(ref {reference}, {index})";

    public static string At(string reference, int offset) => offset == 0 ? reference : $"Unsafe.Add(ref {reference}, {offset})";

    /// <summary>A float as C# writes it.</summary>
    public static string Float(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";

    /// <summary>A text as C# writes it.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Bool(bool value) => value ? "true" : "false";

    /// <summary>The rows of a workspace as arguments: the first, floats from row to row, floats from step to step.</summary>
    public static string Buffer(string name) => $"ref space.{name}.At(ref work, 0, 0), space.{name}.Row, space.{name}.Step, ";

    public static string PanelShape(MatrixGroup group) => $"new PanelShape({group.Depth}, {group.Gates}, {group.Blocks}, {group.BlocksPerPanel}, {group.Chains})";

    /// <summary>Where one of a group's matrices lies, as the runtime describes it.</summary>
    public static string PanelLayout(MatrixGroup group, int gate) =>
        $"new PanelLayout({group.Offset}, {group.Depth}, {group.Gates}, {gate}, {group.Blocks}, {group.BlocksPerPanel})";

    public static string Transposition(MatrixGroup from, int columns, MatrixGroup to) =>
        $"PanelTransposition.Run(parameters, {PanelLayout(from, 0)}, {columns}, transpose, {PanelLayout(to, 0)}, share);";
}
