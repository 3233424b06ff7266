using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Lookup;

internal sealed class LookupWriter(LookupNode node) : NodeWriter
{
    private string Tokens => $"ref {KernelText.At(node.Tokens.Place.Value, node.Tokens.First)}";

    public override string StepValue(string states) => $"ref {KernelText.At(states, node.StateOffset)}";

    public override string WindowValues => KernelText.Buffer(node.Buffer);

    public override string WindowGradients => KernelText.Buffer(node.GradientBuffer);

    public override void InputGuard(SourceWriter writer, string input) =>
        writer.WriteLine($"KernelGuard.TokenNumbers({input}, InputSize, {node.Tokens.First}, {node.Tokens.Count}, {node.Vocabulary});");

    public override void Step(SourceWriter writer) =>
        writer.WriteLine($"{node.Table}.Read({node.Tokens.StepValue("s")}, ref {KernelText.At("p", node.Vectors.Offset)}, {StepValue("s")});");

    public override void Forward(SourceWriter writer)
    {
        writer.WriteLine();
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
        {
            writer.WriteLine($"{node.Table}.Read({Tokens}, ref {KernelText.At("p", node.Vectors.Offset)}, ref space.{node.Buffer}.At(ref work, b, t));");
        }

        writer.WriteLine();
    }

    public override void Accumulate(SourceWriter writer, Dialect dialect)
    {
        string name = node.Buffer;
        writer.WriteLine($"(int first{name}, int end{name}) = share.Lanes({node.Vectors.Blocks});");
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
        {
            writer.WriteLine($"{node.Table}.AddGradients({Tokens}, ref space.{node.GradientBuffer}.At(ref work, b, t), ref {KernelText.At("g", node.Vectors.Offset)}, first{name}, end{name});");
        }
    }
}
