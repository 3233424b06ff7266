using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Dense;
using EdgeSeq.Generators.Rules;

namespace EdgeSeq.Generators.Nodes.Loss;

/// <summary>The outputs and their loss, a few dozen rows of logits at a time.</summary>
internal sealed class LossNodeWriter(LossNode node) : TopWriter
{
    private readonly DenseNode _dense = node.Input;

    private string First => node.ReadsLast ? "int.Max(0, end - 1)" : "0";

    /// <summary>Where the logits of batch row b from step t on lie, if all are kept.</summary>
    private string Kept => $"space.Logits.At(ref work, b, {(node.ReadsLast ? "0" : "t")})";

    /// <summary>Number of the target or output of batch row b, step t + row.</summary>
    private string Index => node.ReadsLast ? "b" : "b * window + t + row";

    private string Logit => $"ref Unsafe.Add(ref logits, row * {_dense.RowStride})";

    public override string Guard => node.Head == HeadKind.Softmax
        ? $"KernelGuard.Classes(target, OutputSize, input, batch, window, last: {KernelText.Bool(node.ReadsLast)});"
        : $"KernelGuard.Values(target, OutputSize, batch, window, last: {KernelText.Bool(node.ReadsLast)});";

    public override string Loss => Call("ref Unsafe.NullRef<float>()", "0", "ref Unsafe.NullRef<float>()", "losses", "ref MemoryMarshal.GetReference(workspace)");

    /// <summary>Windows of one step are the rows of one product.</summary>
    public override void Outputs(SourceWriter writer) => writer.WriteLine($$"""
        ref float work = ref MemoryMarshal.GetReference(workspace);
        ref float logits = ref space.Logits.At(ref work, 0, 0);
        if (window == 1 && input.Lengths.IsEmpty)
        {
            const int t = 0;
            for (int b = 0; b < batch; b += {{node.ChunkRows}})
            {
                int rows = int.Min({{node.ChunkRows}}, batch - b);
                OutputRows(rows, ref MemoryMarshal.GetReference(parameters), ref {{_dense.Source.Value}}, {{_dense.Source.RowStride}}, ref logits);
                for (int row = 0; row < rows; row++)
                {
                    KernelMemory.Copy({{Logit}}, ref outputs[(b + row) * OutputSize], OutputSize);
                }
            }

            return;
        }

        for (int b = 0; b < batch; b++)
        {
            int end = input.LengthOf(b, window);
            for (int t = {{First}}; t < end; t += {{node.ChunkRows}})
            {
                int rows = int.Min({{node.ChunkRows}}, end - t);
                OutputRows(rows, ref MemoryMarshal.GetReference(parameters), ref {{_dense.Source.Value}}, {{_dense.Source.Stride}}, ref logits);
                for (int row = 0; row < rows; row++)
                {
                    KernelMemory.Copy({{Logit}}, ref outputs[({{Index}}) * OutputSize], OutputSize);
                }
            }
        }
        """);

    /// <summary>The gradients of the output layer are those of its rows of logits, as long as the cache holds them.</summary>
    public override void Backward(SourceWriter writer) => writer.WriteLine($"sum = {Call("ref w", "scale", "ref g", "default", "ref work")};");

    public override void StepOutputs(SourceWriter writer)
    {
        string top = _dense.Input.Writer.StepValue("MemoryMarshal.GetReference(state)");
        writer.WriteLine($"OutputRow(ref MemoryMarshal.GetReference(parameters), {top}, ref MemoryMarshal.GetReference(outputs));");
    }

    /// <summary>The losses one by one, dL/dlogits of all rows, and the gradients behind the output layer.</summary>
    public override void Adjoints(SourceWriter writer) => writer.WriteLine($"{Call("ref w", "scale", "ref Unsafe.NullRef<float>()", "losses", "ref work", sum: "0")};");

    public override void Accumulate(SourceWriter writer, Dialect dialect)
    {
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        {
            writer.WriteLine("int end = input.LengthOf(b, window);");
            using (writer.OpenBlock($"for (int t = {First}; t < end; t += {node.ChunkRows})"))
            {
                writer.WriteLine($"AddOutputGradients(int.Min({node.ChunkRows}, end - t), ref {_dense.Source.Value}, ref {Kept}, ref g, share);");
            }
        }

        writer.WriteLine();
    }

    public override void Members(SourceWriter writer, Dialect dialect)
    {
        var dense = (DenseWriter)_dense.Writer;
        writer.WriteLine($$"""

            /// <summary>
            /// Logits, loss and, where there are weights in <paramref name="transpose"/>, dL/dlogits = {{Gradient}}{{(_dense.Transposed is null ? "" : " and dL/dh = W_y^T dL/dlogits")}};
            /// where there are <paramref name="gradients"/>, dL/dW_y gains h^T dL/dlogits at once, else a workspace may keep dL/dlogits of all rows.
            /// </summary>
            """);
        using (writer.OpenBlock("private static double OutputLayer(ref float parameters, ref float transpose, in SequenceInput input, SequenceTarget target, float scale, ref float gradients, Span<float> losses, ref float work, in Workspace space, int batch, int window, double sum)"))
        {
            writer.WriteLine("bool keeps = space.KeepsOutputs;");
            if (node.Head != HeadKind.Softmax)
            {
                writer.WriteLine("Span<float> truth = space.Truth.Span(ref work);");
            }

            using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
            {
                writer.WriteLine("int end = input.LengthOf(b, window);");
                using (writer.OpenBlock($"for (int t = {First}; t < end; t += {node.ChunkRows})"))
                {
                    writer.WriteLine($"""
                        int rows = int.Min({node.ChunkRows}, end - t);
                        ref float h = ref {_dense.Source.Value};
                        ref float logits = ref keeps ? ref {Kept} : ref space.Logits.At(ref work, 0, 0);
                        OutputRows(rows, ref parameters, ref h, {_dense.Source.Stride}, ref logits);
                        """);
                    using (writer.OpenBlock("for (int row = 0; row < rows; row++)"))
                    {
                        WriteLoss(writer, dialect);
                        using (writer.OpenBlock("if (!losses.IsEmpty)"))
                        {
                            writer.WriteLine($"losses[{Index}] = loss;");
                        }

                        writer.WriteLine("\nsum += loss;");
                    }

                    if (_dense.Learns)
                    {
                        writer.WriteLine();
                        using (writer.OpenBlock("if (!Unsafe.IsNullRef(ref gradients))"))
                        {
                            writer.WriteLine("AddOutputGradients(rows, ref h, ref logits, ref gradients, default);");
                        }

                        dense.SendBackRows(writer, dialect);
                    }
                }
            }

            writer.WriteLine("\nreturn sum;");
        }
    }

    private string Gradient => node.Head == HeadKind.Softmax ? "scale * (softmax - onehot)" : $"scale * ({LossDefinition.Of(node.Head).Gradient})";

    private static string Call(string transpose, string scale, string gradients, string losses, string work, string sum = "sum") =>
        $"OutputLayer(ref MemoryMarshal.GetReference(parameters), {transpose}, input, target, {scale}, {gradients}, {losses}, {work}, space, batch, window, {sum})";

    /// <summary>The loss of one row of logits, which dL/dlogits replace.</summary>
    private void WriteLoss(SourceWriter writer, Dialect dialect)
    {
        if (node.Head == HeadKind.Softmax)
        {
            writer.WriteLine($"float loss = {dialect.Kernels}.CrossEntropy({Logit}, OutputSize, target.Classes[{Index}], scale);");
            return;
        }

        writer.WriteLine($"Activations.Truth(target.Values.Slice(({Index}) * OutputSize, OutputSize), truth);");
        writer.WriteLine($"float loss = {dialect.Kernels}.{LossDefinition.Of(node.Head).Name}({Logit}, ref truth[0], {_dense.Lanes}, scale);");
    }
}
