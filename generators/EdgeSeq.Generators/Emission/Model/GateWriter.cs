using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Nodes.Attention;
using EdgeSeq.Generators.Nodes.Clock;
using EdgeSeq.Generators.Nodes.Hold;
using EdgeSeq.Generators.Nodes.Past;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Where a workspace holds the values inside the cells, for those who want to look: next states, and what the tape keeps.</summary>
internal static class GateWriter
{
    /// <summary>The list of <c>EdgeSeq.GateInfo</c>; a gate's number is its place in it.</summary>
    public static string List(ModelPlan plan) =>
        $"[{string.Join(", ", Gates(plan).Select(gate => $"new(\"{gate.Name}\", {gate.Layer.Layer}, {KernelText.Bool(gate.Layer.IsReverse)}, {gate.Layer.Plan.Sizes.CountOf(gate.Name)})"))}]";

    /// <summary>The list of <c>EdgeSeq.StateInfo</c>.</summary>
    public static string States(ModelPlan plan) =>
        $"[{string.Join(", ", plan.Layers.SelectMany(layer => layer.Plan.Rows.States.Select(state =>
            $"new(\"{state}\", {layer.Layer}, {KernelText.Bool(layer.IsReverse)}, {layer.Plan.Sizes.CountOf(state)}, {layer.StateOffset + layer.Plan.OffsetOfState(state)})"))
            .Concat(plan.Nodes.OfType<PastNode>().Where(past => past.CarriedSteps > 0).Select(past => $"new(\"past\", {past.Number - 1}, false, {past.CarriedSteps * past.Part.Count}, {past.StateOffset})"))
            .Concat(plan.Nodes.OfType<ClockNode>().Select((clock, number) => $"new(\"phase\", {number}, false, 1, {clock.StateOffset})"))
            .Concat(plan.Nodes.OfType<HoldNode>().Select((hold, number) => $"new(\"held\", {number}, false, {hold.Size}, {hold.StateOffset})"))
            .Concat(plan.Nodes.OfType<AttentionNode>().Select(attention => $"new(\"memory\", {attention.Number - 1}, false, {attention.Memory.Size}, {attention.StateOffset})")))}]";

    /// <summary>The list of <c>EdgeSeq.MemoryInfo</c>.</summary>
    public static string Memories(ModelPlan plan) => $"[{string.Join(", ", plan.Nodes.OfType<AttentionNode>().Select(attention =>
        $"new({KernelText.Literal(attention.Name)}, {attention.Memory.Steps}, {attention.Memory.Keys}, {attention.Memory.Values}, {KernelText.Bool(attention.Memory.IsShared)}, {attention.StateOffset}, {attention.WeightsOffset})"))}]";

    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        writer.WriteLine("\n/// <inheritdoc/>");
        using (writer.OpenBlock("public static int GateOffset(int batch, int window, int gate, int row, int step)"))
        {
            if (!Gates(plan).Any())
            {
                writer.WriteLine("KernelGuard.Gate(Shape, batch, window, gate, row, step);   // there are none");
                writer.WriteLine("return 0;");
                return;
            }

            writer.WriteLine("var space = new Workspace(batch, window);");
            writer.WriteLine("KernelGuard.Gate(Shape, batch, window, gate, row, step);");
            writer.WriteLine("return gate switch");
            writer.WriteLine("{");
            int number = 0;
            List<(PlacedLayer, string, string)> gates = [.. Gates(plan)];
            foreach ((_, _, string offset) in gates)
            {
                writer.WriteLine($"    {(++number == gates.Count ? "_" : $"{number - 1}")} => {offset},");
            }

            writer.WriteLine("};");
        }
    }

    private static IEnumerable<(PlacedLayer Layer, string Name, string Offset)> Gates(ModelPlan plan)
    {
        // A layer of a slower pace has no place of its own for a step.
        foreach (PlacedLayer layer in plan.Nodes.OfType<RecurrentNode>().Where(node => node.Pace == 1).SelectMany(node => node.Directions))
        {
            LayerPlan kind = layer.Plan;
            foreach (string state in kind.Rows.States)
            {
                yield return (layer, EquationNames.Next(state), Place("StateOffset(row, step + 1)", kind.OffsetOfState(state)));
            }

            foreach (string value in kind.Rows.Affine.Select(row => row.Name).Concat(kind.Rows.Pointwise.Select(row => row.Target)).Concat(kind.Rows.Reductions.Select(row => row.Name)).Where(kind.Tape.Kept.Contains))
            {
                yield return (layer, value, Place("TapeOffset(row, step)", kind.Tape.OffsetOf(value)));
            }

            string Place(string row, int offset) => $"space.{layer.Place}.{row}{(offset == 0 ? "" : $" + {offset}")}";
        }
    }
}
