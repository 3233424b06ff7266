using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The code of one kind of recurrent layer in one dialect: a nested class that knows nothing of the layers around it.</summary>
internal static class LayerEmitter
{
    private static readonly Action<SourceWriter, LayerPlan, Dialect>[] Forward =
    [
        LayerStepWriter.Write,
        StageWriter.Write,
        CellForwardWriter.Write,
        LayerInput.Write,
        LayerForwardWriter.Write,
    ];

    private static readonly Action<SourceWriter, LayerPlan, Dialect>[] Backward =
    [
        LayerTransposeWriter.Write,
        LayerBackwardWriter.Write,
        CellBackwardWriter.Write,
        GradientWriter.Write,
    ];

    /// <summary>The table of contents of the generated class.</summary>
    private static IEnumerable<Action<SourceWriter, LayerPlan, Dialect>> Members(LayerPlan plan) => plan.IsTrained ? Forward.Concat(Backward) : Forward;

    public static SourceText Emit(ModelPlan model, LayerPlan plan, Dialect dialect)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"{Title(model, plan)} of {model.Spec.Type.Name} for {dialect.Title}.", model.Spec.Type.Namespace);
        using (FileHeader.OpenDeclaration(writer, model.Spec.Type, () => { }, ""))
        using (writer.OpenBlock($"internal readonly partial struct {dialect.Name}"))
        {
            string input = plan.IsDense ? $"vectors of {plan.Key.Inputs}" : $"{plan.Key.Inputs} tokens";
            writer.WriteLine($"""
                /// <summary>{XmlText.Escape(plan.Cell.Title)}: {input} in, {plan.Hidden} hidden units. Places count from the layer's own begin.</summary>
                {FileHeader.GeneratedCode}
                """);
            using (writer.OpenBlock($"private static class {plan.Key.Name}"))
            {
                foreach (Action<SourceWriter, LayerPlan, Dialect> write in Members(plan))
                {
                    write(writer, plan, dialect);
                }
            }
        }

        return writer.ToSourceText();
    }

    private static string Title(ModelPlan model, LayerPlan plan)
    {
        int[] layers = [.. model.Layers.Where(layer => layer.Plan == plan && !layer.IsReverse).Select(layer => layer.Layer + 1)];
        return model.LayerCount == 1 ? "the recurrent layer" : $"layer{(layers.Length > 1 ? "s" : "")} {string.Join(", ", layers)}";
    }
}
