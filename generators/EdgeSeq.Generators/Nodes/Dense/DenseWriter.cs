using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Dense;

/// <summary>
/// The products of a dense layer. It runs where its outputs are asked for, some rows at a time that the second-level cache holds: what
/// prints the loop over them calls <c>OutputRows</c>, <c>AddOutputGradients</c> and <see cref="SendBackRows"/>.
/// </summary>
internal sealed class DenseWriter(DenseNode node) : NodeWriter
{
    public override string StepValue(string states) => throw new NotSupportedException("Outputs are not kept in a state.");

    public override string WindowValues => throw new NotSupportedException("Outputs are not kept in a window.");

    public override void Members(SourceWriter writer, Dialect dialect)
    {
        bool isHalf = node.Weights.Weights == WeightKind.BFloat16;
        if (node.Streams || isHalf)
        {
            DenseRowWriter.Write(writer, node, dialect);
        }

        if (isHalf)
        {
            writer.WriteLine($$"""

                /// <summary>Logits of some rows, one by one. A row of logits is {{node.RowStride}} floats from the next.</summary>
                private static void OutputRows(int rows, ref float parameters, ref float h, nint hRow, ref float logits)
                {
                    for (int row = 0; row < rows; row++)
                    {
                        OutputRow(ref parameters, ref Unsafe.Add(ref h, row * hRow), ref Unsafe.Add(ref logits, row * {{node.RowStride}}));
                        KernelMemory.FillPadding(ref Unsafe.Add(ref logits, row * {{node.RowStride}}), {{node.Size}}, 0);
                    }
                }
                """);
            return;
        }

        string product = RowsProduct.Call(dialect, node.Weights, "rows", ("h", "hRow"), node.Input.Size, node.Input.IsUnit, ("logits", $"{node.RowStride}", "0"));
        writer.WriteLine($$"""

            /// <summary>Logits of some rows: W_y h + b_y. A row of logits is {{node.RowStride}} floats from the next.</summary>
            private static void OutputRows(int rows, ref float parameters, ref float h, nint hRow, ref float logits)
            {
                for (int row = 0; row < rows; row++)
                {
                    KernelMemory.Copy(ref Unsafe.Add(ref parameters, {{node.Bias.Offset}}), ref Unsafe.Add(ref logits, row * {{node.RowStride}}), {{node.Lanes}});
                }

                {{product.Replace("\n", "\n    ")}}
            }
            """);
        if (node.Learns)
        {
            WriteGradients(writer, dialect);
        }
    }

    private void WriteGradients(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine($$"""

            /// <summary>Adds the gradients of a share of the weights and biases, from dL/dlogits of some rows.</summary>
            private static void AddOutputGradients(int rows, ref float h, ref float logits, ref float gradients, WorkShare share)
            {
                {{dialect.Kernels}}.AddOuter(1, rows, {{KernelText.PanelShape(node.Weights)}}, ref h, 0, {{node.Source.Stride}}, ref logits, 0, {{node.RowStride}}, 0, ref Unsafe.Add(ref gradients, {{node.Weights.Offset}}), share);
                (int first, int end) = share.Lanes({{node.Weights.Blocks}});
                for (int row = 0; row < rows && first < end; row++)
                {
                    {{dialect.Kernels}}.Add(ref Unsafe.Add(ref gradients, {{node.Bias.Offset}} + first), ref Unsafe.Add(ref logits, row * {{node.RowStride}} + first), (nuint)(end - first));
                }
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

    /// <summary>dL/dh, from dL/doutputs in <c>logits</c>, where there are transposed weights.</summary>
    public void SendBackRows(SourceWriter writer, Dialect dialect)
    {
        if (node.Transposed is not { } transposed)
        {
            return;
        }

        writer.WriteLine();
        using (writer.OpenBlock("if (!Unsafe.IsNullRef(ref transpose))"))
        {
            writer.WriteLine($"""
                ref float gradient = ref {node.Source.Gradient};
                MemoryMarshal.CreateSpan(ref gradient, rows * {node.Source.GradientStride}).Clear();
                {dialect.Kernels}.Multiply(rows, {KernelText.PanelShape(transposed)}, 1, ref logits, {node.RowStride}, 0,
                    ref {KernelText.At("transpose", transposed.Offset)}, ref gradient, {node.Source.GradientStride}, 0);
                """);
        }
    }
}
