using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The calls of a recurrent layer's code, over its part of every block.</summary>
internal sealed class RecurrentWriter(RecurrentNode node) : NodeWriter
{
    private string Inputs => node.Input.Writer.WindowValues;

    public override string StepValue(string states) => $"ref {KernelText.At(states, node.Directions[0].StateOffset)}";

    /// <summary>States are gathered before a layer reads them: they lie behind one another in the order in which a direction reads.</summary>
    public override string WindowValues => throw new NotSupportedException("A layer's states are read through a join.");

    public override void Transpose(SourceWriter writer)
    {
        if (node.Kind.TransposeSize > 0)
        {
            writer.WriteLines(node.Directions.Select(layer =>
                $"{layer.Plan.Key.Name}.Transpose({From("parameters", layer.ParameterOffset)}, {From("transpose", layer.TransposeOffset)}, share);"));
        }

        static string From(string span, int offset) => offset == 0 ? span : $"{span}.Slice({offset})";
    }

    public override void Step(SourceWriter writer) => writer.WriteLines(node.Directions.Select(layer =>
        $"{layer.Plan.Key.Name}.Step(ref {KernelText.At("p", layer.ParameterOffset)}, {node.Input.Writer.StepValue("s")}, {StepValue("s")});"));

    public override void Forward(SourceWriter writer) => writer.WriteLines(node.Directions.Select(layer =>
        $"{layer.Plan.Key.Name}.Forward(ref {KernelText.At("p", layer.ParameterOffset)}, input, {Inputs}reverse: {KernelText.Bool(layer.IsReverse)}, "
        + $"ref {KernelText.At("s", layer.StateOffset)}, StateSize, ref work, space.{layer.Place});"));

    public override void ClearGradients(SourceWriter writer)
    {
        if (!node.IsTaughtWhole)
        {
            writer.WriteLine("\n// Steps without an output teach nothing but what comes from later steps.");
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
        if (node.Kind.InputTransposed is null)
        {
            return;
        }

        string inputs = node.Input.GradientBuffer;
        writer.WriteLine($"\n// The gradients of layer {node.Number + 1}'s inputs.");
        writer.WriteLine($"space.{inputs}.Clear(ref work);");
        writer.WriteLines(node.Directions.Select(layer =>
            $"{layer.Plan.Key.Name}.AddInputAdjoints(ref {KernelText.At("w", layer.TransposeOffset)}, input, {KernelText.Buffer(inputs)}ref work, space.{layer.Place});"));
    }
}
