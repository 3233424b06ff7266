using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Dense;
using EdgeSeq.Generators.Rules;

namespace EdgeSeq.Generators.Nodes.Loss;

/// <summary>The outputs and their loss, a few dozen rows of logits at a time.</summary>
internal sealed class LossNodeWriter(LossNode node) : NodeWriter
{
    private readonly DenseNode _dense = node.Input;

    private string First => node.ReadsLast ? "int.Max(0, end - 1)" : "0";

    /// <summary>Number of the target or output of batch row b, step t + row.</summary>
    private string Index => node.ReadsLast ? "b" : "b * window + t + row";

    private string Logit => $"ref Unsafe.Add(ref logits, row * {_dense.RowStride})";

    public override string StepValue(string states) => throw new NotSupportedException("A step has no loss.");

    public override string WindowValues => throw new NotSupportedException("Nothing reads a loss.");

    /// <summary>The check of the targets.</summary>
    public string Guard => node.Head == HeadKind.Softmax
        ? $"KernelGuard.Classes(target, OutputSize, input, batch, window, last: {KernelText.Bool(node.ReadsLast)});"
        : $"KernelGuard.Values(target, OutputSize, batch, window, last: {KernelText.Bool(node.ReadsLast)});";

    /// <summary>The loss alone, after <c>Forward</c>.</summary>
    public static string Loss => Call("ref Unsafe.NullRef<float>()", "0", "ref Unsafe.NullRef<float>()", "ref MemoryMarshal.GetReference(workspace)");

    /// <summary>The outputs alone, after <c>Forward</c>.</summary>
    public void Outputs(SourceWriter writer) => writer.WriteLine($$"""
        ref float work = ref MemoryMarshal.GetReference(workspace);
        ref float logits = ref space.Logits.At(ref work, 0, 0);
        for (int b = 0; b < batch; b++)
        {
            int end = input.LengthOf(b, window);
            for (int t = {{First}}; t < end; t += space.Logits.Steps)
            {
                int rows = int.Min(space.Logits.Steps, end - t);
                OutputRows(rows, ref MemoryMarshal.GetReference(parameters), ref {{_dense.Source.Value}}, ref logits);
                for (int row = 0; row < rows; row++)
                {
                    KernelMemory.Copy({{Logit}}, ref outputs[({{Index}}) * OutputSize], OutputSize);
                }
            }
        }
        """);

    /// <summary>The loss, and the gradients of and behind the output layer: those of its rows of logits, as long as the cache holds them.</summary>
    public override void Adjoints(SourceWriter writer) => writer.WriteLine($"sum = {Call("ref w", "scale", "ref g", "ref work")};");

    public override void Members(SourceWriter writer, Dialect dialect)
    {
        var dense = (DenseWriter)_dense.Writer;
        writer.WriteLine($$"""

            /// <summary>
            /// Logits, loss and, where there are <paramref name="gradients"/>, the gradients of the output layer and of every
            /// hidden state: dL/dlogits = {{Gradient}}; dL/dW_y gains h^T dL/dlogits{{(_dense.Transposed is null ? "" : "; dL/dh = W_y^T dL/dlogits")}}.
            /// </summary>
            """);
        using (writer.OpenBlock("private static double OutputLayer(ref float parameters, ref float transpose, in SequenceInput input, SequenceTarget target, float scale, ref float gradients, ref float work, in Workspace space, int batch, int window, double sum)"))
        {
            writer.WriteLine("""
                bool train = !Unsafe.IsNullRef(ref gradients);
                ref float logits = ref space.Logits.At(ref work, 0, 0);
                """);
            if (node.Head != HeadKind.Softmax)
            {
                writer.WriteLine("Span<float> truth = space.Truth.Span(ref work);");
            }

            using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
            {
                writer.WriteLine("int end = input.LengthOf(b, window);");
                using (writer.OpenBlock($"for (int t = {First}; t < end; t += space.Logits.Steps)"))
                {
                    writer.WriteLine($"""
                        int rows = int.Min(space.Logits.Steps, end - t);
                        ref float h = ref {_dense.Source.Value};
                        OutputRows(rows, ref parameters, ref h, ref logits);
                        """);
                    using (writer.OpenBlock("for (int row = 0; row < rows; row++)"))
                    {
                        WriteLoss(writer, dialect);
                    }

                    writer.WriteLine("""

                        if (!train)
                        {
                            continue;
                        }

                        """);
                    dense.AccumulateRows(writer, dialect);
                    dense.SendBackRows(writer, dialect);
                }
            }

            writer.WriteLine("\nreturn sum;");
        }
    }

    private string Gradient => node.Head == HeadKind.Softmax ? "scale * (softmax - onehot)" : $"scale * ({LossDefinition.Of(node.Head).Gradient})";

    private static string Call(string transpose, string scale, string gradients, string work) =>
        $"OutputLayer(ref MemoryMarshal.GetReference(parameters), {transpose}, input, target, {scale}, {gradients}, {work}, space, batch, window, sum)";

    /// <summary>The loss of one row of logits, which dL/dlogits replace.</summary>
    private void WriteLoss(SourceWriter writer, Dialect dialect)
    {
        if (node.Head == HeadKind.Softmax)
        {
            writer.WriteLine($"sum += {dialect.Kernels}.CrossEntropy({Logit}, OutputSize, target.Classes[{Index}], scale);");
            return;
        }

        writer.WriteLine($"Activations.Truth(target.Values.Slice(({Index}) * OutputSize, OutputSize), truth);");
        writer.WriteLine($"sum += {dialect.Kernels}.{LossDefinition.Of(node.Head).Name}({Logit}, ref truth[0], {_dense.Lanes}, scale);");
    }
}
