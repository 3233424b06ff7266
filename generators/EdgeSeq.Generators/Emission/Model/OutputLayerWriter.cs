using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The output layer and its loss, a few dozen rows of logits at a time.</summary>
internal static class OutputLayerWriter
{
    public static void Write(SourceWriter writer, KernelPlan plan, Dialect dialect)
    {
        writer.WriteLine($$"""

            /// <summary>Logits of some rows: W_y h + b_y. A row of h is {{plan.StateStride}} floats from the next, a row of logits {{plan.LogitStride}}.</summary>
            private static void OutputRows(int rows, ref float parameters, ref float h, ref float logits)
            {
                for (int row = 0; row < rows; row++)
                {
                    KernelMemory.Copy(ref Unsafe.Add(ref parameters, {{plan.HeadBias.Offset}}), ref Unsafe.Add(ref logits, row * {{plan.LogitStride}}), {{plan.VocabularyLanes}});
                }

                {{dialect.Kernels}}.Multiply(rows, {{KernelText.PanelShape(plan.Head)}}, 1, ref h, {{plan.StateStride}}, 0,
                    ref Unsafe.Add(ref parameters, {{plan.Head.Offset}}), ref logits, {{plan.LogitStride}}, 0);
            }

            public static double Loss(ReadOnlySpan<float> parameters, ReadOnlySpan<int> targets, Span<float> workspace, int batch, int window, double sum)
            {
                WorkspacePlan plan = Workspace(batch, window);
                KernelGuard.Loss(parameters, ParameterSize, targets, Vocabulary, workspace, plan);
                return OutputLayer(ref MemoryMarshal.GetReference(parameters), ref Unsafe.NullRef<float>(), targets, 0, ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(workspace), plan, sum);
            }

            /// <summary>
            /// Logits, loss and, where there are <paramref name="gradients"/>, the gradients of the output layer and of every
            /// hidden state: dL/dlogits = scale * (softmax - onehot); dL/dh = W_y^T dL/dlogits; dL/dW_y gains h^T dL/dlogits.
            /// </summary>
            private static double OutputLayer(ref float parameters, ref float transpose, ReadOnlySpan<int> targets, float scale, ref float gradients, ref float work, in WorkspacePlan plan, double sum)
            {
                bool train = !Unsafe.IsNullRef(ref gradients);
                ref float logits = ref plan.Logits(ref work);
                for (int b = 0; b < plan.Batch; b++)
                {
                    for (int t = 0; t < plan.Window; t += plan.OutputChunk)
                    {
                        int rows = int.Min(plan.OutputChunk, plan.Window - t);
                        ref float h = ref plan.State(ref work, b, t + 1);
                        OutputRows(rows, ref parameters, ref h, ref logits);
                        for (int row = 0; row < rows; row++)
                        {
                            sum += {{dialect.Kernels}}.CrossEntropy(ref Unsafe.Add(ref logits, row * {{plan.LogitStride}}), Vocabulary, targets[b * plan.Window + t + row], scale);
                        }

                        if (!train)
                        {
                            continue;
                        }

                        ref float gradient = ref plan.OutputGradient(ref work, b, t);
                        MemoryMarshal.CreateSpan(ref gradient, rows * {{plan.OutputGradientStride}}).Clear();
                        {{dialect.Kernels}}.Multiply(rows, {{KernelText.PanelShape(plan.HeadTransposed)}}, 1, ref logits, {{plan.LogitStride}}, 0,
                            ref {{KernelText.At("transpose", plan.HeadTransposed.Offset)}}, ref gradient, {{plan.OutputGradientStride}}, 0);
                        {{dialect.Kernels}}.AddOuter(rows, {{KernelText.PanelShape(plan.Head)}}, ref h, {{plan.StateStride}}, ref logits, {{plan.LogitStride}}, 0, ref Unsafe.Add(ref gradients, {{plan.Head.Offset}}));
                        for (int row = 0; row < rows; row++)
                        {
                            {{dialect.Kernels}}.Add(ref Unsafe.Add(ref gradients, {{plan.HeadBias.Offset}}), ref Unsafe.Add(ref logits, row * {{plan.LogitStride}}), {{plan.VocabularyLanes}});
                        }
                    }
                }

                return sum;
            }
            """);
    }
}
