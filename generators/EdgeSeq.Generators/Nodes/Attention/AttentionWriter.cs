using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Attention;

internal sealed class AttentionWriter(AttentionNode node) : NodeWriter
{
    private string Gains(string parameters) => node.Gains is { } gains ? $"ref Unsafe.Add(ref {parameters}, {gains.Offset})" : "ref Unsafe.NullRef<float>()";

    public override string StepValue(string states) => $"ref {KernelText.At(states, node.ValueOffset)}";

    public override string WindowValues => KernelText.Buffer(node.Buffer);

    public override string WindowGradients => KernelText.Buffer(node.GradientBuffer);

    public override void Members(SourceWriter writer, Dialect dialect)
    {
        AttentionMemory memory = node.Memory;
        string shape = $"new AttentionShape({memory.Steps}, {memory.Keys}, {memory.Values}, {KernelText.Bool(memory.IsShared)})", way = memory.IsAdditive ? "Additive" : "Dot";
        writer.WriteLine($$"""

            /// <summary>What the memory of a row has for a query.</summary>
            private static void Attention{{node.Number}}(ref float parameters, ref float memory, ref float query, ref float weights, ref float value) =>
                {{dialect.Kernels}}.{{way}}Attention({{shape}}, ref memory, {{Gains("parameters")}}, ref query, ref weights, ref value);
            """);
        if (node.Learns)
        {
            writer.WriteLine($$"""

                /// <summary>The way back: the query's gradient takes its place, and that of the memory is added where somebody wants it.</summary>
                private static void AttentionAdjoints{{node.Number}}(
                    ref float parameters, ref float memory, ref float query, ref float weights, ref float adjoint, ref float gains, Span<float> memoryGradients) =>
                    {{dialect.Kernels}}.{{way}}AttentionAdjoints({{shape}}, ref memory, {{Gains("parameters")}}, ref query, ref weights, ref adjoint, ref gains, memoryGradients);
                """);
        }
    }

    public override void Step(SourceWriter writer)
    {
        writer.WriteLine($"KernelMemory.CopyPadded({node.Query.StepValue("s")}, ref {KernelText.At("s", node.QueryOffset)}, {node.Memory.Keys});");
        writer.WriteLine($"Attention{node.Number}(ref p, ref {KernelText.At("s", node.StateOffset)}, ref {KernelText.At("s", node.QueryOffset)}, ref {KernelText.At("s", node.WeightsOffset)}, {StepValue("s")});");
    }

    public override void Forward(SourceWriter writer)
    {
        writer.WriteLine();
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        {
            writer.WriteLine($"KernelMemory.Copy(ref Unsafe.Add(ref s, b * StateSize + {node.StateOffset}), {At(node.MemoryBuffer, "0")}, {node.Memory.Size});");
            using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
            {
                writer.WriteLine($"KernelMemory.CopyPadded(ref {KernelText.At(node.Query.Place.Value, node.Query.First)}, {At(node.QueryBuffer)}, {node.Memory.Keys});");
                writer.WriteLine($"Attention{node.Number}(ref p, {At(node.MemoryBuffer, "0")}, {At(node.QueryBuffer)}, {At(node.WeightBuffer)}, {At(node.Buffer)});");
            }
        }

        writer.WriteLine();
    }

    public override void Adjoints(SourceWriter writer)
    {
        NodePart query = node.Query;
        string gains = node.Gains is null ? "ref Unsafe.NullRef<float>()" : At(node.GainBuffer);
        writer.WriteLine();
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        {
            writer.WriteLine($"Span<float> ofMemory = KernelMemory.From(stateGradients, stateGradients.IsEmpty ? 0 : b * StateSize + {node.StateOffset});");
            using (writer.OpenBlock("for (int t = input.LengthOf(b, window) - 1; t >= 0; t--)"))
            {
                writer.WriteLine($"AttentionAdjoints{node.Number}(ref MemoryMarshal.GetReference(parameters), {At(node.MemoryBuffer, "0")}, {At(node.QueryBuffer)}, {At(node.WeightBuffer)}, {At(node.GradientBuffer)}, {gains}, ofMemory);");
                if (query.Node.Learns)
                {
                    writer.WriteLine(query.AddGradients("1", $"space.{node.QueryBuffer}.At(ref work, b, t)", "0"));
                }
            }
        }

        writer.WriteLine();
    }

    public override void Accumulate(SourceWriter writer, Dialect dialect)
    {
        if (node.Gains is not { } gains)
        {
            return;
        }

        writer.WriteLine($"(int first{node.GainBuffer}, int end{node.GainBuffer}) = share.Lanes({gains.Blocks});");
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
        {
            writer.WriteLine($"{dialect.Kernels}.Add(ref Unsafe.Add(ref g, {gains.Offset} + first{node.GainBuffer}), ref Unsafe.Add({At(node.GainBuffer)}, first{node.GainBuffer}), (nuint)(end{node.GainBuffer} - first{node.GainBuffer}));");
        }
    }

    private static string At(string buffer, string step = "t") => $"ref space.{buffer}.At(ref work, b, {step})";
}
