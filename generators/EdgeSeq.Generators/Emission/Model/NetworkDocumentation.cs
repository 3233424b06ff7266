using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Nodes.Attention;
using EdgeSeq.Generators.Nodes.Embedding;
using EdgeSeq.Generators.Nodes.Lookup;
using EdgeSeq.Generators.Nodes.Outputs;
using EdgeSeq.Generators.Nodes.Past;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>What hovering over a declared network shows: its text, and node by node sizes, parameters and multiply-adds.</summary>
internal static class NetworkDocumentation
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        string input = plan.Spec.Vocabulary > 0 ? $"{plan.Spec.Vocabulary} tokens" : $"vectors of {plan.Spec.Inputs}";
        writer.WriteLine("/// <remarks>");
        writer.WriteLine($"/// <para>Network: {input} in, {string.Join(", ", Outputs(plan))} out{(plan.Spec.ReadsLast ? " after the last step" : "")}.</para>");
        ShapeDocumentation.WriteRows(writer, "Forward", plan.Cell.Lines);
        ShapeDocumentation.WriteRows(writer, "Nodes (size: parameters, multiply-adds a step)", plan.Nodes.Select(Describe).OfType<string>());
        foreach (LayerPlan kind in plan.Kinds)
        {
            ShapeDocumentation.WriteRows(writer, $"{kind.Cell.Title} of {kind.Hidden}, backward (derived)", kind.Adjoints.Rows.Select(row => row.ToString()));
        }

        writer.WriteLine($"/// <para>{ShapeDocumentation.Parameters(plan)}, "
            + $"{ShapeDocumentation.Grouped(plan.MultiplyAddsPerStep)} multiply-adds a step.</para>");
        writer.WriteLine("/// </remarks>");
    }

    private static IEnumerable<string> Outputs(ModelPlan plan) =>
        ((OutputsNode)plan.Top!).Outputs.Select(output => $"{XmlText.Escape(output.Name)} ({output.Part.Count}, {output.Head})");

    /// <summary>A line of a node that has parameters or a past; null for one that only moves numbers.</summary>
    private static string? Describe(Node node) => node switch
    {
        RecurrentNode layer => Line(layer.Directions[0].Names.Module, layer.Kind.Cell.Title, layer),
        EmbeddingNode embedding => Line(embedding.Parameters.First().Module, "Learned vectors", embedding),
        LookupNode lookup => Line(lookup.Name, lookup.IsBag ? $"Sum of the learned vectors of {lookup.Tokens.Count} tokens" : $"Learned vectors of {lookup.Tokens.Count} tokens", lookup),
        PastNode { Kernel: 1 } past => $"{past.Part.Count} channels{Pace(past)}",
        PastNode past => $"{past.Part.Count} channels, {past.Kernel} steps{(past.Dilation == 1 ? "" : $", {past.Dilation} apart")}: a stream carries {past.CarriedSteps} steps{Pace(past)}",
        AttentionNode { Memory: var memory } attention => $"{attention.Name}  {(memory.IsAdditive ? "Additive attention" : "Attention")}, {memory.Values}: a memory of {memory.Steps} rows, {ShapeDocumentation.Grouped(attention.MultiplyAdds)}",
        _ => null,
    };

    private static string Line(string name, string title, Node node) =>
        $"{name}  {title}, {node.Size}: {ShapeDocumentation.Grouped(node.Parameters.Sum(parameter => parameter.Count))}, {ShapeDocumentation.Grouped(node.MultiplyAdds)}{Pace(node)}";

    private static string Pace(Node node) => node.Pace == 1 ? "" : $", every {node.Pace} steps";
}
