using System.Globalization;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Attention;
using EdgeSeq.Generators.Nodes.Lookup;
using EdgeSeq.Generators.Nodes.Outputs;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The declared struct's own part: documentation, sizes, shape, and the choice of the instruction set.</summary>
internal static class ModelEmitter
{
    public static SourceText Emit(ModelPlan plan)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"{plan.Spec.Type.Name}, {plan.Cell.Title}, {ShapeDocumentation.Sizes(plan)}.", plan.Spec.Type.Namespace);
        using (FileHeader.OpenDeclaration(writer, plan.Spec.Type, () => WriteHead(writer, plan), $" : {ModelFunction.InterfacesOf(plan.Spec)}"))
        {
            WriteSizes(writer, plan);
            WriteShape(writer, plan);
            GateWriter.Write(writer, plan);
            foreach (ModelFunction function in ModelFunction.Of(plan.Spec))
            {
                WriteDispatch(writer, function, plan.Dialects);
            }

            WorkspaceWriter.Write(writer, plan);
        }

        return writer.ToSourceText();
    }

    private static void WriteHead(SourceWriter writer, ModelPlan plan)
    {
        ShapeDocumentation.Write(writer, plan);

        ShapeDocumentation.WriteSuppression(writer);
    }

    private static void WriteSizes(SourceWriter writer, ModelPlan plan)
    {
        writer.WriteLine(plan.Spec.Vocabulary > 0
            ? $"/// <summary>V, distinct tokens.</summary>\npublic const int Vocabulary = {plan.Spec.Vocabulary};"
            : $"/// <summary>D, numbers of an input vector.</summary>\npublic const int InputSize = {plan.Spec.Inputs};");
        writer.WriteLine($$"""

            /// <summary>H, hidden units{{(plan.LayerCount > 1 ? " of the last layer" : "")}}.</summary>
            public const int Hidden = {{(plan.LayerCount == 0 ? 0 : plan.Spec.HiddenSizes[plan.LayerCount - 1])}};

            /// <summary>O, numbers of an output.</summary>
            public const int OutputSize = {{plan.Spec.Outputs}};

            /// <summary>Numbers that a saved model holds, without padding.</summary>
            public const int ParameterCount = {{plan.ParameterCount}};

            /// <inheritdoc cref="ISequenceModel.ParameterSize"/>
            public const int ParameterSize = {{plan.ParameterSize}};

            /// <inheritdoc cref="ISequenceModel.StateSize"/>
            public const int StateSize = {{plan.StateSize}};

            static int ISequenceModel.ParameterSize => ParameterSize;

            static int ISequenceModel.StateSize => StateSize;

            /// <inheritdoc/>
            public static int WorkspaceSize(int batch, int window) => new Workspace(batch, window).Size;
            """);
        if (!plan.Spec.Trains)
        {
            writer.WriteLine("""

                /// <inheritdoc/>
                public static int TrainingWorkspaceSize(int batch, int window) => new Workspace(batch, window, keepsOutputs: true, teaches: true).Size;
                """);
        }
        else
        {
            writer.WriteLine($$"""

                /// <inheritdoc cref="ITrainableModel.TrainableOffset"/>
                public const int TrainableOffset = {{plan.TrainableOffset}};

                /// <inheritdoc cref="ITrainableModel.TransposeSize"/>
                public const int TransposeSize = {{plan.TransposeSize}};

                static int ITrainableModel.TrainableOffset => TrainableOffset;

                static int ITrainableModel.TransposeSize => TransposeSize;

                /// <inheritdoc/>
                public static int AdjointWorkspaceSize(int batch, int window) => new Workspace(batch, window, keepsOutputs: true).Size;
                """);
        }
    }

    private static void WriteShape(SourceWriter writer, ModelPlan plan)
    {
        var options = new List<string>
        {
            plan.Spec.Vocabulary > 0 ? "Vocabulary = Vocabulary" : "Inputs = InputSize",
            "Outputs = OutputSize",
            $"Head = global::EdgeSeq.Head.{plan.Spec.Head}",
            $"States = {GateWriter.States(plan)}",
        };
        AddIf(plan.Spec.Embedding > 0, $"Embedding = {plan.Spec.Embedding}");
        AddIf(plan.Spec.Weights == WeightKind.Int8 && plan.Spec.StateBits != 8, $"StateBits = {plan.Spec.StateBits}");
        AddIf(plan.Spec.ReadsLast, "Readout = global::EdgeSeq.Readout.Last");
        AddIf(plan.Spec.DropsOutputs, "OutputDropout = true");
        AddIf(plan.Spec.IsBidirectional, "Direction = global::EdgeSeq.Direction.Both");
        AddIf(plan.Cell.IsOwn, $"CellName = {KernelText.Literal(plan.Cell.Name)}");
        AddIf(plan.Spec.Network is not null, $"Network = {KernelText.Literal(NetworkText(plan))}");
        AddIf(plan.Cell.IsOwn && plan.Spec.Network is null, $"Equations = {KernelText.Literal(string.Join("\n", ShapeDocumentation.Equations(plan)))}");
        AddIf(plan.Top is OutputsNode, $"OutputParts = [{string.Join(", ", ((plan.Top as OutputsNode)?.Outputs ?? []).Select(Print))}]");
        AddIf(plan.Nodes.OfType<LookupNode>().Any(), $"TokenNumbers = [{string.Join(", ", plan.Nodes.OfType<LookupNode>().Select(lookup => $"new({KernelText.Literal(lookup.Name)}, {lookup.Tokens.First}, {lookup.Tokens.Count}, {lookup.Vocabulary})"))}]");
        AddIf(plan.Nodes.OfType<AttentionNode>().Any(), $"Memories = {GateWriter.Memories(plan)}");
        AddIf(plan.Cell.HasLeakRate && plan.Spec.Network is null, $"LeakRate = {plan.Spec.LeakRate.ToString("R", CultureInfo.InvariantCulture)}f");
        AddIf(plan.Cell.Initialization != "Default", $"DefaultInitialization = global::EdgeSeq.Initialization.{plan.Cell.Initialization}");
        AddIf(plan.Spec.InstructionSets.Count > 0, $"InstructionSets = [{string.Join(", ", plan.Spec.InstructionSets.Select(set => $"global::EdgeSeq.InstructionSet.{set}"))}]");

        writer.WriteLine("\n/// <inheritdoc/>");
        writer.WriteLine($"public static ModelShape Shape {{ get; }} = new(\"{plan.Spec.Type.Name.TrimStart('@')}\", {(plan.Cell.IsOwn ? "null" : $"global::EdgeSeq.Cell.{plan.Cell.Name}")}, [{string.Join(", ", plan.Spec.HiddenSizes)}],");
        writer.WriteLine("[");
        writer.WriteLines(plan.Parameters.Select(parameter => $"    {Print(parameter)},"));
        writer.WriteLine("],");
        writer.WriteLine(GateWriter.List(plan) + ")");
        writer.WriteLine("{");
        writer.WriteLines(options.Select(option => $"    {option},"));
        writer.WriteLine("};");

        void AddIf(bool applies, string option)
        {
            if (applies)
            {
                options.Add(option);
            }
        }
    }

    private static string Print(PlannedParameter parameter)
    {
        string place = parameter is { Layer: 0, IsReverse: false } ? "" : $", Layer: {parameter.Layer}, IsReverse: {KernelText.Bool(parameter.IsReverse)}";
        string initial = parameter.Initial == 0 ? "" : $", InitialValue: {(parameter.Initial is { } value ? KernelText.Float(value) : "null")}";
        return $"new(\"{parameter.Name}\", ParameterKind.{parameter.Kind}, {parameter.Rows}, {parameter.Columns}, {KernelText.PanelLayout(parameter.Group, parameter.Gate)}{place}{initial}){Names(parameter)}";
    }

    private static string NetworkText(ModelPlan plan) =>
        string.Join("\n", [.. plan.Cell.Lines, .. (plan.Spec.Network?.Cells ?? default).SelectMany(cell => cell.Lines.Prepend($"cell {cell.Name}"))]);

    private static string Print(NetworkOutput output) =>
        $"new({KernelText.Literal(output.Name)}, {output.Column}, {output.Part.Count}, global::EdgeSeq.Head.{output.Head}{(output.Weight == 1 ? "" : $", Weight: {KernelText.Float(output.Weight)}")})";

    private static string Names(PlannedParameter parameter)
    {
        var options = new List<string>();
        switch (parameter.Group.Weights)
        {
            case WeightKind.Int8:
                options.Add($"Codec = WeightCodec.Int8(scaleOffset: {parameter.Group.ScaleOffset}, isMultiplied: {KernelText.Bool(parameter.Group.IsDot)})");
                break;
            case WeightKind.BFloat16:
                options.Add("Codec = WeightCodec.BFloat16()");
                break;
        }

        if (parameter.Module.Length > 0)
        {
            options.Add($"Module = {KernelText.Literal(parameter.Module)}{(parameter.FileName is { } file ? $", FileName = {KernelText.Literal(file)}" : "")}{(parameter.Kernel > 0 ? $", Kernel = {parameter.Kernel}" : "")}{(parameter.TiedTo is { } tied ? $", TiedTo = {KernelText.Literal(tied)}" : "")}");
        }

        return options.Count == 0 ? "" : $" {{ {string.Join(", ", options)} }}";
    }

    private static void WriteDispatch(SourceWriter writer, ModelFunction function, IReadOnlyList<Dialect> dialects)
    {
        writer.WriteLine("\n/// <inheritdoc/>");
        using (writer.OpenBlock($"public static {function.Signature}"))
        {
            DispatchChain.Write(writer, dialects, dialect => $"{dialect.Name}.IsSupported",
                dialect => (function.Returns ? "return " : "") + $"{dialect.Name}.{function.Name}({function.Arguments});");
        }
    }
}
