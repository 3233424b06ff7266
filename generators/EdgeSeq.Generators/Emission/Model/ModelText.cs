using EdgeSeq.Generators.Model;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Phrases that several writers of a model share.</summary>
internal static class ModelText
{
    public static string Bool(bool value) => value ? "true" : "false";

    /// <summary>What an input is checked against: tokens of the vocabulary, or numbers of a vector.</summary>
    public static string InputSize(ModelPlan plan) => plan.Spec.Vocabulary > 0 ? "Vocabulary, 0" : "0, InputSize";

    /// <summary>The check of the targets; nothing without an output layer.</summary>
    public static string GuardTarget(ModelPlan plan) => plan.Spec.Head switch
    {
        HeadKind.None => "KernelGuard.NoTarget(target);",
        HeadKind.Softmax => $"KernelGuard.Classes(target, OutputSize, input, batch, window, last: {Bool(plan.Spec.ReadsLast)});",
        _ => $"KernelGuard.Values(target, OutputSize, batch, window, last: {Bool(plan.Spec.ReadsLast)});",
    };

    /// <summary>The arguments that hand a layer its window of inputs; none where it reads tokens.</summary>
    public static string Input(ModelPlan plan, PlacedLayer layer) =>
        !layer.Plan.IsDense ? ""
        : plan.Gathers(layer.Layer) ? $"ref space.Inputs{layer.Layer + 1}.At(ref work, 0, 0), space.Inputs{layer.Layer + 1}.Row, space.Inputs{layer.Layer + 1}.Step, "
        : "ref MemoryMarshal.GetReference(input.Vectors), window * InputSize, InputSize, ";

    /// <summary>The parts of a layer's output, both directions side by side, and where each begins.</summary>
    public static IEnumerable<(PlacedLayer Layer, int Column)> Columns(ModelPlan plan, int layer) =>
        plan.Layers.Where(placed => placed.Layer == layer).Select(placed => (placed, placed.IsReverse ? placed.Plan.Hidden : 0));
}
