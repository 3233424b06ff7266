using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The declared struct's own part: documentation, sizes, shape, and the choice of the instruction set.</summary>
internal static class ModelEmitter
{
    public static SourceText Emit(KernelPlan plan)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"{plan.Spec.Name}, {plan.Cell.Title}, V = {plan.Spec.Vocabulary}, H = {plan.Spec.Hidden}.");
        using (FileHeader.OpenDeclaration(writer, plan.Spec, () => ShapeDocumentation.Write(writer, plan), " : ISequenceModel"))
        {
            WriteSizes(writer, plan);
            WriteShape(writer, plan);
            foreach (ModelFunction function in ModelFunction.All)
            {
                WriteDispatch(writer, function);
            }
        }

        return writer.ToSourceText();
    }

    private static void WriteSizes(SourceWriter writer, KernelPlan plan)
    {
        writer.WriteLine($$"""
            /// <summary>V, distinct tokens.</summary>
            public const int Vocabulary = {{plan.Spec.Vocabulary}};

            /// <summary>H, hidden units.</summary>
            public const int Hidden = {{plan.Spec.Hidden}};

            /// <summary>Trainable numbers, without padding.</summary>
            public const int ParameterCount = {{plan.ParameterCount}};

            /// <inheritdoc cref="ISequenceModel.ParameterSize"/>
            public const int ParameterSize = {{plan.ParameterSize}};

            /// <inheritdoc cref="ISequenceModel.TransposeSize"/>
            public const int TransposeSize = {{plan.TransposeSize}};

            /// <inheritdoc cref="ISequenceModel.StateSize"/>
            public const int StateSize = {{plan.StateSize}};

            static int ISequenceModel.ParameterSize => ParameterSize;

            static int ISequenceModel.TransposeSize => TransposeSize;

            static int ISequenceModel.StateSize => StateSize;

            /// <inheritdoc/>
            public static int WorkspaceSize(int batch, int window) => Workspace(batch, window).Size;

            /// <summary>Where the parts of the workspace lie.</summary>
            private static WorkspacePlan Workspace(int batch, int window) => new(
                batch, window, stateStride: {{plan.StateStride}}, tapeStride: {{plan.TapeStride}}, gradientStride: {{plan.OutputGradientStride}}, carryStride: {{plan.CarryStride}},
                rowGap: {{KernelPlan.RowGap}}, outputChunk: {{plan.OutputChunk}}, logitStride: {{plan.LogitStride}});
            """);
    }

    private static void WriteShape(SourceWriter writer, KernelPlan plan)
    {
        writer.WriteLine("\n/// <inheritdoc/>");
        writer.WriteLine($"public static ModelShape Shape {{ get; }} = new(\"{plan.Spec.Name.TrimStart('@')}\", global::EdgeSeq.Cell.{plan.Spec.Cell}, Vocabulary, Hidden, ImmutableArray.Create<global::EdgeSeq.ParameterInfo>(");
        writer.WriteLine(string.Join(",\n", plan.Parameters.Select(parameter =>
            $"    new(\"{parameter.Name}\", ParameterKind.{parameter.Kind}, {parameter.Rows}, {parameter.Columns}, {parameter.Group.ToPanelLayout(parameter.Gate)}{(parameter.Initial == 0 ? "" : $", {parameter.Initial}")})")) + "));");
    }

    private static void WriteDispatch(SourceWriter writer, ModelFunction function)
    {
        writer.WriteLine("\n/// <inheritdoc/>");
        using (writer.OpenBlock($"public static {function.Signature}"))
        {
            DispatchChain.Write(writer, dialect => $"{dialect.Name}.IsSupported",
                dialect => (function.Returns ? "return " : "") + $"{dialect.Name}.{function.Name}({function.Arguments});");
        }
    }
}
