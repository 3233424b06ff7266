using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Dense;

/// <summary>
/// The products of a dense layer. It runs where its outputs are asked for, some rows at a time that the second-level cache holds: what
/// prints the loop over them calls <c>OutputRows</c>, <see cref="AccumulateRows"/> and <see cref="SendBackRows"/>.
/// </summary>
internal sealed class DenseWriter(DenseNode node) : NodeWriter
{
    public override string StepValue(string states) => throw new NotSupportedException("Outputs are not kept in a state.");

    public override string WindowValues => throw new NotSupportedException("Outputs are not kept in a window.");

    public override void Members(SourceWriter writer, Dialect dialect)
    {
        if (node.Streams)
        {
            DenseRowWriter.Write(writer, node, dialect);
        }

        writer.WriteLine($$"""

            /// <summary>Logits of some rows: W_y h + b_y. A row of h is {{node.Source.Stride}} floats from the next, a row of logits {{node.RowStride}}.</summary>
            private static void OutputRows(int rows, ref float parameters, ref float h, ref float logits)
            {
                for (int row = 0; row < rows; row++)
                {
                    KernelMemory.Copy(ref Unsafe.Add(ref parameters, {{node.Bias.Offset}}), ref Unsafe.Add(ref logits, row * {{node.RowStride}}), {{node.Lanes}});
                }

                {{dialect.Kernels}}.Multiply(rows, {{KernelText.PanelShape(node.Weights)}}, 1, ref h, {{node.Source.Stride}}, 0,
                    ref Unsafe.Add(ref parameters, {{node.Weights.Offset}}), ref logits, {{node.RowStride}}, 0);
            }
            """);
    }

    public override void Transpose(SourceWriter writer)
    {
        if (node.Transposed is not null)
        {
            writer.WriteLine(KernelText.Transposition(node.Weights, node.Size, node.Transposed));
        }
    }

    /// <summary>The gradients of the weights and biases, from dL/doutputs in <c>logits</c>.</summary>
    public void AccumulateRows(SourceWriter writer, Dialect dialect) => writer.WriteLine($$"""
        {{dialect.Kernels}}.AddOuter(1, rows, {{KernelText.PanelShape(node.Weights)}}, ref h, 0, {{node.Source.Stride}}, ref logits, 0, {{node.RowStride}}, 0, ref Unsafe.Add(ref gradients, {{node.Weights.Offset}}));
        for (int row = 0; row < rows; row++)
        {
            {{dialect.Kernels}}.Add(ref Unsafe.Add(ref gradients, {{node.Bias.Offset}}), ref Unsafe.Add(ref logits, row * {{node.RowStride}}), {{node.Lanes}});
        }
        """);

    /// <summary>dL/dh, from dL/doutputs in <c>logits</c>.</summary>
    public void SendBackRows(SourceWriter writer, Dialect dialect)
    {
        if (node.Transposed is { } transposed)
        {
            writer.WriteLine($$"""

                ref float gradient = ref {{node.Source.Gradient}};
                MemoryMarshal.CreateSpan(ref gradient, rows * {{node.Source.GradientStride}}).Clear();
                {{dialect.Kernels}}.Multiply(rows, {{KernelText.PanelShape(transposed)}}, 1, ref logits, {{node.RowStride}}, 0,
                    ref {{KernelText.At("transpose", transposed.Offset)}}, ref gradient, {{node.Source.GradientStride}}, 0);
                """);
        }
    }
}
