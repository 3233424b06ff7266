using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Rules;

namespace EdgeSeq.Generators.Nodes.Outputs;

/// <summary>The outputs of a network and the sum of their losses, step by step.</summary>
internal sealed class OutputsNodeWriter(OutputsNode node) : TopWriter
{
    private string First => node.ReadsLast ? "int.Max(0, end - 1)" : "0";

    /// <summary>Number of the target or output of batch row b at step t.</summary>
    private string Index => node.ReadsLast ? "b" : "b * window + t";

    public override string Guard => node.HasClasses
        ? $"KernelGuard.Classes(target, OutputSize, input, batch, window, last: {KernelText.Bool(node.ReadsLast)});"
        : $"KernelGuard.Values(target, OutputSize, batch, window, last: {KernelText.Bool(node.ReadsLast)});";

    public override string Loss => Call("0", "false", "losses", "ref MemoryMarshal.GetReference(workspace)");

    public override void Outputs(SourceWriter writer)
    {
        writer.WriteLine("ref float work = ref MemoryMarshal.GetReference(workspace);");
        WriteLoop(writer, () =>
        {
            foreach (NetworkOutput output in node.Outputs)
            {
                writer.WriteLine($"KernelMemory.Copy(ref {Value(output)}, ref outputs[({Index}) * OutputSize{Plus(output.Column)}], {output.Part.Count});   // {output.Name}");
            }
        });
    }

    public override void Backward(SourceWriter writer) => writer.WriteLine($"sum = {Call("scale", "true", "default", "ref work")};");

    public override void Adjoints(SourceWriter writer) => writer.WriteLine($"{Call("scale", "true", "losses", "ref work", sum: "0")};");

    public override void StepOutputs(SourceWriter writer)
    {
        foreach (NetworkOutput output in node.Outputs)
        {
            writer.WriteLine($"KernelMemory.Copy({output.Part.StepValue("MemoryMarshal.GetReference(state)")}, ref outputs[{output.Column}], {output.Part.Count});   // {output.Name}");
        }
    }

    public override void Members(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine("\n/// <summary>The losses of all outputs, and where they are taught the gradients of what they are made of.</summary>");
        using (writer.OpenBlock("private static double OutputLayer(in SequenceInput input, SequenceTarget target, float scale, bool teaches, Span<float> losses, ref float work, in Workspace space, int batch, int window, double sum)"))
        {
            writer.WriteLine("ref float logits = ref space.Logits.At(ref work, 0, 0);");
            if (!node.HasClasses)
            {
                writer.WriteLine("Span<float> truth = space.Truth.Span(ref work);");
            }

            WriteLoop(writer, () =>
            {
                writer.WriteLine("float loss = 0;");
                foreach (NetworkOutput output in node.Outputs)
                {
                    WriteOutput(writer, dialect, output);
                }

                using (writer.OpenBlock("\nif (!losses.IsEmpty)"))
                {
                    writer.WriteLine($"losses[{Index}] = loss;");
                }

                writer.WriteLine("\nsum += loss;");
            });
            writer.WriteLine("\nreturn sum;");
        }
    }

    private void WriteOutput(SourceWriter writer, Dialect dialect, NetworkOutput output)
    {
        int count = output.Part.Count, lanes = MatrixGroup.BlocksOf(count) * MatrixGroup.BlockSize;
        string truth = $"target.Values.Slice(({Index}) * OutputSize{Plus(output.Column)}, {count})";
        string factor = output.Weight == 1 ? "" : $"{KernelText.Float(output.Weight)} * ";
        writer.WriteLine($"\n// {output.Name}");
        writer.WriteLine($"KernelMemory.CopyPadded(ref {Value(output)}, ref logits, {count});");
        if (output.Head == HeadKind.Softmax)
        {
            string target = node.HasClasses ? $"target.Classes[{Index}]" : $"Activations.ClassOf({truth})";
            writer.WriteLine($"loss += {factor}{dialect.Kernels}.CrossEntropy(ref logits, {count}, {target}, {factor}scale);");
        }
        else
        {
            writer.WriteLine($"Activations.Truth({truth}, truth.Slice(0, {lanes}));");
            writer.WriteLine($"loss += {factor}{dialect.Kernels}.{LossDefinition.Of(output.Head).Name}(ref logits, ref truth[0], {lanes}, {factor}scale);");
        }

        if (output.Part.Node.Learns)
        {
            using (writer.OpenBlock("if (teaches)"))
            {
                writer.WriteLine($"KernelMemory.AddRows(1, ref logits, 0, ref {KernelText.At(output.Part.Place.Gradient, output.Part.First)}, 0, {count});");
            }
        }
    }

    private void WriteLoop(SourceWriter writer, Action body)
    {
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        {
            writer.WriteLine("int end = input.LengthOf(b, window);");
            using (writer.OpenBlock($"for (int t = {First}; t < end; t++)"))
            {
                body();
            }
        }
    }

    private static string Value(NetworkOutput output) => KernelText.At(output.Part.Place.Value, output.Part.First);

    private static string Plus(int column) => column == 0 ? "" : $" + {column}";

    private static string Call(string scale, string teaches, string losses, string work, string sum = "sum") =>
        $"OutputLayer(input, target, {scale}, {teaches}, {losses}, {work}, space, batch, window, {sum})";
}
