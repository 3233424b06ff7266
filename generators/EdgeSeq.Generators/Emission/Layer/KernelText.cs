using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Layer;

/// <summary>Phrases that several kernel writers share.</summary>
internal static class KernelText
{
    public const string Inline = "[MethodImplAttribute(MethodImplOptions.AggressiveInlining)]";

    /// <summary>
    /// Compiles at full optimisation at the first call: tier 0 would run these loops a hundred times slower. And apart: inlined into a
    /// caller that the JIT believes to run seldom, a loop would keep its sums in memory.
    /// </summary>
    public const string Optimize = "[MethodImplAttribute(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]";

    /// <summary>Where a plane of H floats begins, as an index: <c>lane + 128</c>.</summary>
    public static string Lane(int plane, LayerPlan plan) => Lane(plane * plan.HiddenLanes);

    /// <summary>A place behind the unit <c>lane</c>, as an index.</summary>
    public static string Lane(int offset) => offset == 0 ? "lane" : $"lane + {offset}";

    public static string Load(Dialect dialect, string reference, string index) => $"{dialect.Vector}.LoadUnsafe(ref {reference}, {index})";

    public static string At(string reference, int offset) => offset == 0 ? reference : $"Unsafe.Add(ref {reference}, {offset})";

    public static string Bool(bool value) => value ? "true" : "false";

    /// <summary>The rows of a workspace as arguments: the first, floats from row to row, floats from step to step.</summary>
    public static string Buffer(string name) => $"ref space.{name}.At(ref work, 0, 0), space.{name}.Row, space.{name}.Step, ";

    public static string PanelShape(MatrixGroup group) => $"new PanelShape({group.Depth}, {group.Gates}, {group.Blocks}, {group.BlocksPerPanel}, {group.Chains})";

    public static string Transposition(MatrixGroup from, int columns, MatrixGroup to) =>
        $"PanelTransposition.Run(parameters, {from.ToPanelLayout(0)}, {columns}, transpose, {to.ToPanelLayout(0)});";

    /// <summary>Where a value's plane lies: a state in a row of states, another value on the tape.</summary>
    public static (string Row, int Plane) Operand(string name, LayerPlan plan)
    {
        List<string> states = [.. plan.Rows.States];
        string state = name.TrimEnd('\'');
        return !states.Contains(state) ? ("tape", plan.Tape.PlaneOf(name)) : (state == name ? "previous" : "next", states.IndexOf(state));
    }

    /// <summary>The suffix of a stage's methods; none when there is but one stage.</summary>
    public static string StageSuffix(int stage, LayerPlan plan) => plan.Forward.Count == 1 ? "" : $"{stage + 1}";

    /// <summary>First plane of the adjoints of a stage's recurrent rows.</summary>
    public static int FirstAdjointPlane(int stage, LayerPlan plan) =>
        plan.Tape.PlaneOfAdjoint(plan.Rows.AdjointOf(plan.Forward[stage].Recurrent[0].Name))!.Value;

    public static string AffineComment(IEnumerable<AffineRow> rows) => string.Join("; ", rows.Select(row => row.ToString()));
}
