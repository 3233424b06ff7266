using System.Globalization;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Nodes.Join;

internal sealed class JoinWriter(JoinNode node) : NodeWriter
{
    /// <summary>A step reads the state where it lies: what streams has one direction, and drops nothing.</summary>
    public override string StepValue(string states) => node.From.Writer.StepValue(states);

    public override string WindowValues => KernelText.Buffer(node.Buffer);

    public override string WindowGradients => KernelText.Buffer(node.GradientBuffer);

    public override void Forward(SourceWriter writer)
    {
        writer.WriteLine($"\n// {node.Purpose}");
        writer.WriteLines(node.From.Directions.Select(layer => Move(node.ReadsLast ? "GatherLast" : "Gather", $"space.{layer.Place}", $"space.{node.Buffer}", layer)));
        Drop(writer, node.Buffer);
    }

    public override void Adjoints(SourceWriter writer)
    {
        Drop(writer, node.GradientBuffer);
        writer.WriteLines(node.From.Directions.Select(layer => Move(node.ReadsLast ? "SpreadLast" : "Spread", $"space.{node.GradientBuffer}", $"space.{layer.Place}", layer)));
    }

    private string Move(string method, string from, string to, PlacedLayer layer) =>
        $"Activations.{method}(input, ref work, {from}, {to}, {layer.Column}, {layer.Plan.Outputs}{(node.ReadsLast ? "" : $", reverse: {KernelText.Bool(layer.IsReverse)}")});";

    private void Drop(SourceWriter writer, string buffer)
    {
        if (node.Drop is { } drop)
        {
            writer.WriteLine($"input.Dropout.{string.Format(CultureInfo.InvariantCulture, drop, $"space.{buffer}", node.Size)};");
        }
    }
}
