using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>Phrases that the writers of a recurrent layer share.</summary>
internal static class LayerText
{
    /// <summary>Where a plane of H floats begins, as an index: <c>lane + 128</c>.</summary>
    public static string Lane(int plane, LayerPlan plan) => KernelText.Lane(plane * plan.HiddenLanes);

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
