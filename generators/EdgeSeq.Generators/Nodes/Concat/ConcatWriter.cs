using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Concat;

internal sealed class ConcatWriter(ConcatNode node) : NodeWriter
{
    public override string StepValue(string states) => $"ref {KernelText.At(states, node.StateOffset)}";

    public override string WindowValues => KernelText.Buffer(node.Buffer);

    public override string WindowGradients => KernelText.Buffer(node.GradientBuffer);

    public override void Step(SourceWriter writer)
    {
        int column = 0;
        foreach (NodePart part in node.Parts)
        {
            writer.WriteLine($"KernelMemory.Copy({part.StepValue("s")}, ref {KernelText.At("s", node.StateOffset + column)}, {part.Count});");
            column += part.Count;
        }
    }

    public override void Forward(SourceWriter writer)
    {
        PartLoop.Write(writer, node.Parts, (part, column) => part.Copy("steps", KernelText.At($"space.{node.Buffer}.At(ref work, b, t)", column), $"space.{node.Buffer}.Step"));
        Drop(writer, node.Buffer);
    }

    public override void Adjoints(SourceWriter writer)
    {
        Drop(writer, node.GradientBuffer);
        PartLoop.Write(writer, node.Parts, (part, column) => part.Node.Learns
            ? part.AddGradients("steps", KernelText.At($"space.{node.GradientBuffer}.At(ref work, b, t)", column), $"space.{node.GradientBuffer}.Step")
            : "");
    }

    private void Drop(SourceWriter writer, string buffer)
    {
        if (node.Dropout is { } number)
        {
            writer.WriteLine($"input.Dropout.Apply(input, ref work, space.{buffer}, {node.Size}, layer: {number});");
        }
    }
}
