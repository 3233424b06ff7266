using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Clock;

internal sealed class ClockWriter(ClockNode node) : NodeWriter
{
    public override string StepValue(string states) => throw new NotSupportedException("A pace has no value.");

    public override string WindowValues => throw new NotSupportedException("A pace has no value.");

    public override void Step(SourceWriter writer) =>
        writer.WriteLine($"bool {ClockNode.Flag(node.Stride)} = new StrideClock({node.Stride}).Tick(ref {KernelText.At("s", node.StateOffset)});");

    public override void Forward(SourceWriter writer) => writer.WriteLine(
        $"new StrideClock({node.Stride}).Count(input, batch, window, ref {KernelText.At("s", node.StateOffset)}, StateSize, ref work, space.Firsts{node.Stride}, space.Counts{node.Stride});");
}
