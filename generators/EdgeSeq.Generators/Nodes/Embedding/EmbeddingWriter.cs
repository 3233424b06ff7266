using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Embedding;

internal sealed class EmbeddingWriter(EmbeddingNode node) : NodeWriter
{
    /// <summary>The method that looks a token up; a network may have several of them.</summary>
    private string Method => node.IsShared ? $"Embedding{node.Buffer}" : "Embedding";

    public override string StepValue(string states) => node.IsWidened ? $"ref {KernelText.At(states, node.StateOffset)}" : $"ref {Method}(ref p, token)";

    public override string WindowValues => KernelText.Buffer(node.Buffer);

    public override string WindowGradients => KernelText.Buffer(node.GradientBuffer);

    public override void Members(SourceWriter writer, Dialect dialect) => writer.WriteLine(node.IsWidened ? $$"""

        /// <summary>A token's learned vector, made floats; of token -1 the zeros before the first.</summary>
        private static void {{Method}}(ref float parameters, int token, ref float row) => {{dialect.Kernels}}.{{WideRow.Call(node.Vectors, "row", node.Lanes)}};
        """ : $$"""

        /// <summary>A token's learned vector; of token -1 the zeros before the first.</summary>
        {{KernelText.Inline}}
        private static ref float {{Method}}(ref float parameters, int token) => ref Unsafe.Add(ref parameters, {{node.Vectors.Offset}} + (nint)token * {{node.Vectors.RowWidth}});
        """);

    public override void Step(SourceWriter writer)
    {
        if (node.IsWidened)
        {
            writer.WriteLine($"{Method}(ref p, token, {StepValue("s")});");
        }
    }

    public override void Forward(SourceWriter writer)
    {
        writer.WriteLine();
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
        {
            string token = "input.Tokens[b * window + t]", row = $"ref space.{node.Buffer}.At(ref work, b, t)";
            writer.WriteLine(node.IsWidened ? $"{Method}(ref p, {token}, {row});" : $"KernelMemory.Copy(ref {Method}(ref p, {token}), {row}, {node.Lanes});");
        }

        Drop(writer, node.Buffer);
        writer.WriteLine();
    }

    public override void Adjoints(SourceWriter writer) => Drop(writer, node.GradientBuffer);

    public override void Accumulate(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine($"(int first{node.Buffer}, int end{node.Buffer}) = share.Lanes({node.Vectors.Blocks});");
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
        using (writer.OpenBlock("if (input.Tokens[b * window + t] >= 0)   // the zero input has no vector to learn"))
        {
            writer.WriteLine($"{dialect.Kernels}.Add(ref Unsafe.Add(ref {Method}(ref g, input.Tokens[b * window + t]), first{node.Buffer}), ref Unsafe.Add(ref space.{node.GradientBuffer}.At(ref work, b, t), first{node.Buffer}), (nuint)(end{node.Buffer} - first{node.Buffer}));");
        }
    }

    private void Drop(SourceWriter writer, string buffer)
    {
        if (node.Drops)
        {
            writer.WriteLine($"input.Dropout.ApplyToVectors(input, ref work, space.{buffer}, {node.Size});");
        }
    }
}
