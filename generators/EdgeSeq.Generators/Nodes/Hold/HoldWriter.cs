using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Clock;

namespace EdgeSeq.Generators.Nodes.Hold;

internal sealed class HoldWriter(HoldNode node) : NodeWriter
{
    private string Line => $"new HeldSteps({node.Part.Count}, {node.Part.Node.Pace})";

    private string First => $"{ClockNode.Firsts(node.Part.Node.Pace)}[b]";

    public override string StepValue(string states) => $"ref {KernelText.At(states, node.StateOffset)}";

    public override string WindowValues => KernelText.Buffer(node.Buffer);

    public override string WindowGradients => KernelText.Buffer(node.GradientBuffer);

    /// <summary>Between its steps the slower value stays where it lies.</summary>
    public override void Step(SourceWriter writer) =>
        writer.WriteLine($"KernelMemory.Copy({node.Part.StepValue("s")}, {StepValue("s")}, {node.Part.Count});");

    public override void Forward(SourceWriter writer) => PartLoop.Write(writer, [node.Part], (part, _) =>
        $"{Line}.Gather(steps, {First}, ref {KernelText.At(part.Place.Value, part.First)}, {part.Place.Stride}, "
        + $"ref Unsafe.Add(ref s, b * StateSize + {node.StateOffset}), ref space.{node.Buffer}.At(ref work, b, t), space.{node.Buffer}.Step);");

    public override void Adjoints(SourceWriter writer)
    {
        if (node.Learns)
        {
            PartLoop.Write(writer, [node.Part], (part, _) =>
                $"{Line}.Spread(steps, {First}, ref space.{node.GradientBuffer}.At(ref work, b, t), space.{node.GradientBuffer}.Step, "
                + $"ref {KernelText.At(part.Place.Gradient, part.First)}, {part.Place.GradientStride}, KernelMemory.From(stateGradients, stateGradients.IsEmpty ? 0 : b * StateSize + {node.StateOffset}));");
        }
    }
}
