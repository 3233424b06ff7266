using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Clock;

namespace EdgeSeq.Generators.Nodes.Past;

internal sealed class PastWriter(PastNode node) : NodeWriter
{
    /// <summary>What the runtime needs to know of it.</summary>
    private string Line => $"new DelayLine({node.Part.Count}, {node.Kernel}, {node.Dilation}, {KernelText.Bool(node.ByChannel)}{(node.Stride == 1 ? "" : $", {node.Stride}")})";

    /// <summary>The first step that it has a value at, as an argument, where it has one at some only.</summary>
    private string First => node.Stride == 1 ? "" : node.RunPace == 1 ? $"{ClockNode.Firsts(node.Pace)}[b], "
        : $"({ClockNode.Firsts(node.Pace)}[b] - {ClockNode.Firsts(node.RunPace)}[b]) / {node.RunPace}, ";

    public override string StepValue(string states) => $"ref {KernelText.At(states, node.ValueOffset)}";

    public override string WindowValues => KernelText.Buffer(node.Buffer);

    public override string WindowGradients => KernelText.Buffer(node.GradientBuffer);

    public override void Step(SourceWriter writer) =>
        writer.WriteLine($"{Line}.Step({node.Part.StepValue("s")}, ref {KernelText.At("s", node.StateOffset)}, ref {KernelText.At("s", node.ValueOffset)}{(node.Stride == 1 ? "" : $", {ClockNode.Flag(node.Pace)}")});");

    public override void Forward(SourceWriter writer) => PartLoop.Write(writer, [node.Part], (part, _) =>
        $"{Line}.Gather(steps, {First}ref {KernelText.At(part.Place.Value, part.First)}, {part.Place.Stride}, "
        + $"ref Unsafe.Add(ref s, b * StateSize + {node.StateOffset}), ref space.{node.Buffer}.At(ref work, b, t), space.{node.Buffer}.Step);");

    public override void Adjoints(SourceWriter writer)
    {
        if (node.Learns)
        {
            PartLoop.Write(writer, [node.Part], (part, _) =>
                $"{Line}.Spread(steps, {First}ref space.{node.GradientBuffer}.At(ref work, b, t), space.{node.GradientBuffer}.Step, "
                + $"ref {KernelText.At(part.Place.Gradient, part.First)}, {part.Place.GradientStride}, KernelMemory.From(stateGradients, stateGradients.IsEmpty ? 0 : b * StateSize + {node.StateOffset}));");
        }
    }
}
