using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The calls of a recurrent layer's code, over its part of every block.</summary>
internal sealed class RecurrentWriter(RecurrentNode node) : NodeWriter
{
    /// <summary>Nothing where no row multiplies what comes in, and for tokens, which are in the sequence.</summary>
    private string Inputs => node.Kind.IsDense && !node.Kind.HasProduct ? "" : node.Input!.Writer.WindowValues;

    public override string StepValue(string states) => $"ref {KernelText.At(states, node.Directions[0].StateOffset)}";

    /// <summary>Those of one direction where they lie; those of both are read through a join.</summary>
    public override string WindowValues => $"ref {Place}.State(ref work, 0, 1), {Place}.StateRow, {node.Kind.StateStride}, ";

    public override string WindowGradients => $"ref {Place}.OutputGradient(ref work, 0, 0), (nint)window * {node.Kind.OutputGradientStride}, {node.Kind.OutputGradientStride}, ";

    private string Place => node.Directions.Count == 1 ? $"space.{node.Directions[0].Place}" : throw new NotSupportedException("The states of both directions are read through a join.");

    public override void Transpose(SourceWriter writer)
    {
        if (node.Kind.TransposeSize > 0)
        {
            writer.WriteLines(node.Directions.Select(layer =>
                $"{layer.Plan.Key.Name}.Transpose({From("parameters", layer.ParameterOffset)}, {From("transpose", layer.TransposeOffset)}, share);"));
        }

        static string From(string span, int offset) => offset == 0 ? span : $"{span}.Slice({offset})";
    }

    public override void Step(SourceWriter writer)
    {
        PlacedLayer layer = node.Directions[0];
        for (int i = 0; i < node.Passed.Count; i++)
        {
            int place = layer.StateOffset + layer.Plan.ProjectionOffset + OffsetOfPassed(i);
            writer.WriteLine($"KernelMemory.CopyPadded({node.Passed[i].StepValue("s")}, ref {KernelText.At("s", place)}, {node.Passed[i].Count});");
        }

        string input = Kind.IsDense && !Kind.HasProduct ? "" : $"{node.Input!.Writer.StepValue("s")}, ";
        writer.WriteLine($"{Kind.Key.Name}.Step(ref {KernelText.At("p", layer.ParameterOffset)}, {input}{StepValue("s")});");
    }

    public override void Forward(SourceWriter writer)
    {
        if (node.Directions[0].Names.Module is { Length: > 0 } name)
        {
            writer.WriteLine($"\n// {name}");
        }

        foreach (PlacedLayer layer in node.Directions)
        {
            WritePassed(writer, (i, part) => part.Copy("steps", PassedPlace(layer, i), $"{Kind.ProjectionStride}", isPadded: true));
        }

        WriteForward(writer);
    }

    private LayerPlan Kind => node.Kind;

    private int OffsetOfPassed(int number) => Kind.OffsetOfPassed(Kind.PassedRows[number]);

    private string PassedPlace(PlacedLayer layer, int number) => KernelText.At($"space.{layer.Place}.Projection(ref work, b, t)", OffsetOfPassed(number));

    private void WritePassed(SourceWriter writer, Func<int, NodePart, string> move)
    {
        int number = 0;
        PartLoop.Write(writer, node.Passed, (part, _) => move(number++, part));
    }

    private void WriteForward(SourceWriter writer) => writer.WriteLines(node.Directions.Select(layer =>
        $"{layer.Plan.Key.Name}.Forward(ref {KernelText.At("p", layer.ParameterOffset)}, input, {Inputs}reverse: {KernelText.Bool(layer.IsReverse)}, "
        + $"ref {KernelText.At("s", layer.StateOffset)}, StateSize, ref work, space.{layer.Place});"));

    public override void ClearGradients(SourceWriter writer)
    {
        if (!node.IsTaughtWhole)
        {
            writer.WriteLine(node.IsShared
                ? $"\n// Every node that reads {node.Directions[0].Names.Module} adds to its gradients."
                : "\n// Steps without an output teach nothing but what comes from later steps.");
            writer.WriteLines(node.Directions.Select(layer => $"space.{layer.Place}.ClearOutputGradients(ref work);"));
        }
    }

    public override void Adjoints(SourceWriter writer) => writer.WriteLines(node.Directions.Select(layer =>
        $"{layer.Plan.Key.Name}.Adjoints(ref {KernelText.At("w", layer.TransposeOffset)}, input, {(layer.Plan.GathersBackwards ? $"reverse: {KernelText.Bool(layer.IsReverse)}, " : "")}"
        + $"KernelMemory.From(stateGradients, {layer.StateOffset}), StateSize, ref work, space.{layer.Place});"));

    public override void Accumulate(SourceWriter writer, Dialect dialect) => writer.WriteLines(node.Directions.Select(layer =>
        $"{layer.Plan.Key.Name}.Accumulate(input, {Inputs}reverse: {KernelText.Bool(layer.IsReverse)}, "
        + $"ref {KernelText.At("g", layer.ParameterOffset)}, ref work, space.{layer.Place}, share);"));

    public override void SendBack(SourceWriter writer)
    {
        if (node.Kind.InputTransposed is not null)
        {
            writer.WriteLine($"\n// The gradients of layer {node.Number + 1}'s inputs.");
            if (!node.Input!.IsShared)
            {
                writer.WriteLine($"space.{node.Input.GradientBuffer}.Clear(ref work);");
            }

            writer.WriteLines(node.Directions.Select(layer =>
                $"{layer.Plan.Key.Name}.AddInputAdjoints(ref {KernelText.At("w", layer.TransposeOffset)}, input, {node.Input.Writer.WindowGradients}ref work, space.{layer.Place});"));
        }

        foreach (PlacedLayer layer in node.Directions)
        {
            WritePassed(writer, (i, part) => part.Node.Learns ? part.AddGradients("steps", PassedPlace(layer, i), $"{Kind.ProjectionStride}") : "");
        }
    }
}
