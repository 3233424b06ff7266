using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Layer;
using EdgeSeq.Generators.Losses;
using EdgeSeq.Generators.Model;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The output layer and its loss, a few dozen rows of logits at a time.</summary>
internal static class OutputLayerWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        if (plan.Head is { } head)
        {
            WriteRows(writer, plan, dialect, head);
        }

        WriteOutputs(writer, plan);
        WriteLoss(writer, plan);
        if (plan.Head is not null)
        {
            WriteOutputLayer(writer, plan, dialect);
        }
    }

    /// <summary>Floats from one row that the output layer reads to the next.</summary>
    private static int TopStride(ModelPlan plan) => plan.TopIsState ? Last(plan).Plan.StateStride : ModelPlan.GatheredStride(plan.TopSize);

    private static int GradientStride(ModelPlan plan) => plan.TopIsState ? Last(plan).Plan.OutputGradientStride : TopStride(plan);

    private static PlacedLayer Last(ModelPlan plan) => plan.Layers[plan.Layers.Count - 1];

    private static string Top(ModelPlan plan) => plan.TopIsState ? $"space.{Last(plan).Place}.State(ref work, b, t + 1)" : "space.Top.At(ref work, b, t)";

    private static string TopGradient(ModelPlan plan) => plan.TopIsState ? $"space.{Last(plan).Place}.OutputGradient(ref work, b, t)" : "space.Top.At(ref work, b, t)";

    private static string First(ModelPlan plan) => plan.Spec.ReadsLast ? "int.Max(0, end - 1)" : "0";

    /// <summary>Number of the target or output of batch row b, step t + row.</summary>
    private static string Index(ModelPlan plan) => plan.Spec.ReadsLast ? "b" : "b * window + t + row";

    private static void WriteRows(SourceWriter writer, ModelPlan plan, Dialect dialect, MatrixGroup head)
    {
        if (plan.Spec.Streams)
        {
            OutputRowWriter.Write(writer, plan, dialect, head);
        }

        writer.WriteLine($$"""

            /// <summary>Logits of some rows: W_y h + b_y. A row of h is {{TopStride(plan)}} floats from the next, a row of logits {{plan.LogitStride}}.</summary>
            private static void OutputRows(int rows, ref float parameters, ref float h, ref float logits)
            {
                for (int row = 0; row < rows; row++)
                {
                    KernelMemory.Copy(ref Unsafe.Add(ref parameters, {{plan.HeadBias!.Offset}}), ref Unsafe.Add(ref logits, row * {{plan.LogitStride}}), {{plan.OutputLanes}});
                }

                {{dialect.Kernels}}.Multiply(rows, {{KernelText.PanelShape(head)}}, 1, ref h, {{TopStride(plan)}}, 0,
                    ref Unsafe.Add(ref parameters, {{head.Offset}}), ref logits, {{plan.LogitStride}}, 0);
            }
            """);
    }

    private static void WriteOutputs(SourceWriter writer, ModelPlan plan)
    {
        writer.WriteLine();
        using (writer.OpenBlock("public static void Outputs(ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Outputs(parameters, ParameterSize, input, outputs, OutputSize, workspace, space.Size, batch, window, last: {ModelText.Bool(plan.Spec.ReadsLast)});
                """);
            if (plan.Head is null)
            {
                return;
            }

            writer.WriteLine($$"""
                ref float work = ref MemoryMarshal.GetReference(workspace);
                ref float logits = ref space.Logits.At(ref work, 0, 0);
                for (int b = 0; b < batch; b++)
                {
                    int end = input.LengthOf(b, window);
                    for (int t = {{First(plan)}}; t < end; t += space.Logits.Steps)
                    {
                        int rows = int.Min(space.Logits.Steps, end - t);
                        OutputRows(rows, ref MemoryMarshal.GetReference(parameters), ref {{Top(plan)}}, ref logits);
                        for (int row = 0; row < rows; row++)
                        {
                            KernelMemory.Copy(ref Unsafe.Add(ref logits, row * {{plan.LogitStride}}), ref outputs[({{Index(plan)}}) * OutputSize], OutputSize);
                        }
                    }
                }
                """);
        }
    }

    private static void WriteLoss(SourceWriter writer, ModelPlan plan)
    {
        writer.WriteLine();
        using (writer.OpenBlock("public static double Loss(ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Loss(parameters, ParameterSize, input, target, workspace, space.Size, batch, window);
                {ModelText.GuardTarget(plan)}
                """);
            writer.WriteLine(plan.Head is null
                ? "return sum;"
                : "return OutputLayer(ref MemoryMarshal.GetReference(parameters), ref Unsafe.NullRef<float>(), input, target, 0, ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(workspace), space, batch, window, sum);");
        }
    }

    private static void WriteOutputLayer(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        MatrixGroup head = plan.Head!;
        bool isSoftmax = plan.Spec.Head == HeadKind.Softmax;
        string gradient = isSoftmax ? "scale * (softmax - onehot)" : $"scale * ({LossDefinition.Of(plan.Spec.Head).Gradient})";
        writer.WriteLine($$"""

            /// <summary>
            /// Logits, loss and, where there are <paramref name="gradients"/>, the gradients of the output layer and of every
            /// hidden state: dL/dlogits = {{gradient}}; dL/dW_y gains h^T dL/dlogits{{(plan.TrainsLayers ? "; dL/dh = W_y^T dL/dlogits" : "")}}.
            /// </summary>
            private static double OutputLayer(ref float parameters, ref float transpose, in SequenceInput input, SequenceTarget target, float scale, ref float gradients, ref float work, in Workspace space, int batch, int window, double sum)
            {
                bool train = !Unsafe.IsNullRef(ref gradients);
                ref float logits = ref space.Logits.At(ref work, 0, 0);
            """);
        if (!isSoftmax)
        {
            writer.WriteLine("    Span<float> truth = space.Truth.Span(ref work);");
        }

        writer.WriteLine($$"""
                for (int b = 0; b < batch; b++)
                {
                    int end = input.LengthOf(b, window);
                    for (int t = {{First(plan)}}; t < end; t += space.Logits.Steps)
                    {
                        int rows = int.Min(space.Logits.Steps, end - t);
                        ref float h = ref {{Top(plan)}};
                        OutputRows(rows, ref parameters, ref h, ref logits);
                        for (int row = 0; row < rows; row++)
                        {
            """);
        if (isSoftmax)
        {
            writer.WriteLine($"                sum += {dialect.Kernels}.CrossEntropy(ref Unsafe.Add(ref logits, row * {plan.LogitStride}), OutputSize, target.Classes[{Index(plan)}], scale);");
        }
        else
        {
            writer.WriteLine($"                Activations.Truth(target.Values.Slice(({Index(plan)}) * OutputSize, OutputSize), truth);");
            writer.WriteLine($"                sum += {dialect.Kernels}.{LossDefinition.Of(plan.Spec.Head).Name}(ref Unsafe.Add(ref logits, row * {plan.LogitStride}), ref truth[0], {plan.OutputLanes}, scale);");
        }

        writer.WriteLine($$"""
                        }

                        if (!train)
                        {
                            continue;
                        }

                        {{dialect.Kernels}}.AddOuter(1, rows, {{KernelText.PanelShape(head)}}, ref h, 0, {{TopStride(plan)}}, ref logits, 0, {{plan.LogitStride}}, 0, ref Unsafe.Add(ref gradients, {{head.Offset}}));
                        for (int row = 0; row < rows; row++)
                        {
                            {{dialect.Kernels}}.Add(ref Unsafe.Add(ref gradients, {{plan.HeadBias!.Offset}}), ref Unsafe.Add(ref logits, row * {{plan.LogitStride}}), {{plan.OutputLanes}});
                        }
            """);
        if (plan.HeadTransposed is { } transposed)
        {
            writer.WriteLine($$"""

                            ref float gradient = ref {{TopGradient(plan)}};
                            MemoryMarshal.CreateSpan(ref gradient, rows * {{GradientStride(plan)}}).Clear();
                            {{dialect.Kernels}}.Multiply(rows, {{KernelText.PanelShape(transposed)}}, 1, ref logits, {{plan.LogitStride}}, 0,
                                ref {{KernelText.At("transpose", transposed.Offset)}}, ref gradient, {{GradientStride(plan)}}, 0);
                """);
        }

        writer.WriteLine($$"""
                    }
                }

                return sum;
            }
            """);
    }
}
