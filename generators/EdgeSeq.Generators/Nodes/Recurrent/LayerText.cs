using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>Phrases that the writers of a recurrent layer share.</summary>
internal static class LayerText
{
    /// <summary>The references to parameters that pointwise rows read: one number a unit, and single ones.</summary>
    public const string Vectors = "vectors", Numbers = "numbers";

    /// <summary>Those that a cell has.</summary>
    public static IEnumerable<string> Own(LayerPlan plan) =>
        new[] { (Name: Vectors, Has: plan.HasVectors), (Name: Numbers, Has: plan.HasNumbers) }.Where(own => own.Has).Select(own => own.Name);

    /// <summary>As parameters of a method, behind others.</summary>
    public static string OwnParameters(LayerPlan plan) => string.Concat(Own(plan).Select(own => $", ref float {own}"));

    /// <summary>As arguments, behind others.</summary>
    public static string OwnArguments(LayerPlan plan) => string.Concat(Own(plan).Select(own => $", ref {own}"));

    /// <summary>As variables, where the parameters or their copy for adjoints begin at <paramref name="block"/>.</summary>
    /// <param name="writer">Receives them.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="block">The reference.</param>
    /// <param name="offset">Where the vectors begin behind it.</param>
    public static void WriteOwn(SourceWriter writer, LayerPlan plan, string block, int offset)
    {
        foreach (string own in Own(plan))
        {
            writer.WriteLine($"ref float {own} = ref {KernelText.At(block, offset + (own == Numbers ? plan.NumbersOffset - plan.OwnOffset : 0))};");
        }
    }

    /// <summary>Where a value's plane lies: a state in a row of states, another value on the tape.</summary>
    public static (string Row, int Offset) Operand(string name, LayerPlan plan)
    {
        string state = EquationNames.Stem(name);
        return !plan.HasState(state) ? ("tape", plan.Tape.OffsetOf(name)) : (state == name ? "previous" : "next", plan.OffsetOfState(state));
    }

    /// <summary>A vector of a value that lies in memory.</summary>
    public static string Load(string name, LayerPlan plan, Dialect dialect)
    {
        if (plan.Own.FirstOrDefault(own => own.Parameter.Name == name) is { Parameter: { } parameter, Place: var place })
        {
            return parameter.IsScalar ? $"{dialect.Vector}.Create({KernelText.At(Numbers, place.Offset - plan.NumbersOffset)})"
                : KernelText.Load(dialect, Vectors, KernelText.Lane(place.Offset - plan.OwnOffset));
        }

        (string row, int plane) = Operand(name, plan);
        return KernelText.Load(dialect, row, KernelText.Lane(plane));
    }

    /// <summary>The suffix of a stage's methods; none when there is but one stage.</summary>
    public static string StageSuffix(int stage, LayerPlan plan) => plan.Forward.Count == 1 ? "" : $"{stage + 1}";

    /// <summary>Where the adjoints of a stage's recurrent rows begin on the tape.</summary>
    public static int FirstAdjoint(int stage, LayerPlan plan) =>
        plan.Tape.OffsetOfAdjoint(plan.Rows.AdjointOf(plan.Forward[stage].Recurrent[0].Name))!.Value;

    public static string AffineComment(IEnumerable<AffineRow> rows) => string.Join("; ", rows.Select(row => row.ToString()));
}
