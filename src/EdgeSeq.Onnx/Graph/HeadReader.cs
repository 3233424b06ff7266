using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>An output layer that was read.</summary>
/// <param name="Outputs">O.</param>
/// <param name="Weights">[O x inputs].</param>
/// <param name="Bias">[O].</param>
/// <param name="Activation">Softmax or sigmoid; null if the graph ends in the linear part.</param>
internal sealed record HeadContent(int Outputs, float[] Weights, float[] Bias, Head? Activation);

/// <summary>Reads an output layer: MatMul and perhaps Add, or Gemm, then perhaps a Softmax or Sigmoid.</summary>
internal static class HeadReader
{
    /// <summary>Reads the nodes; the value of the cursor becomes what they compute.</summary>
    /// <param name="cursor">Behind the recurrent layers.</param>
    /// <param name="width">Numbers that come in.</param>
    /// <param name="readout">Whether they come at every step; Gemm takes matrices, so one row a sequence only.</param>
    /// <returns>Null if there is no output layer.</returns>
    /// <exception cref="ModelFormatException">A node does not fit.</exception>
    public static HeadContent? Read(GraphCursor cursor, int width, Readout readout)
    {
        HeadContent? head = cursor.IsNext("MatMul") ? ReadProduct(cursor, width, readout) : cursor.IsNext("Gemm") ? ReadGemm(cursor, width, readout) : null;
        if (head is null || !cursor.IsNext("Softmax", "Sigmoid"))
        {
            return head;
        }

        OnnxNode node = cursor.Take("Softmax or Sigmoid", n => n.Input(0) == cursor.Value);
        node.RequireOnly("axis");
        if (node.Operator == "Softmax" && node.Find("axis")?.Integer != -1)
        {
            throw node.Unfit("axis must be -1");
        }

        cursor.Value = node.Output(0);
        return head with { Activation = node.Operator == "Softmax" ? Head.Softmax : Head.Sigmoid };
    }

    private static HeadContent ReadProduct(GraphCursor cursor, int width, Readout readout)
    {
        OnnxNode product = cursor.Take("MatMul", n => n.Input(0) == cursor.Value);
        (int outputs, float[] weights) = Weights(cursor.File, product, width, isTransposed: false);
        cursor.Value = product.Output(0);
        if (!cursor.IsNext("Add"))
        {
            return new(outputs, weights, new float[outputs], null);
        }

        OnnxNode sum = cursor.Take("Add", n => n.Inputs.Contains(product.Output(0)));
        float[] bias = Bias(cursor.File, sum, sum.Input(0) == product.Output(0) ? 1 : 0, outputs, readout == Readout.Every ? 3 : 2);
        cursor.Value = sum.Output(0);
        return new(outputs, weights, bias, null);
    }

    /// <summary>One number an output: [O], or behind axes of size 1, as many as what it is added to has.</summary>
    private static float[] Bias(OnnxFile file, OnnxNode node, int input, int outputs, int rank)
    {
        OnnxTensor bias = file.Constant(node, input, "its bias");
        long[] size = bias.Dimensions;
        bool isRow = size.Length > 0 && size.Length <= rank && size[^1] == outputs && !size.AsSpan(..^1).ContainsAnyExcept(1);
        return bias.Floats(node, isRow ? size : [outputs]).ToArray();
    }

    private static HeadContent ReadGemm(GraphCursor cursor, int width, Readout readout)
    {
        OnnxNode node = cursor.Take("Gemm", n => n.Input(0) == cursor.Value);
        node.RequireOnly("alpha", "beta", "transA", "transB");
        if (readout == Readout.Every)
        {
            throw node.Unfit("it takes matrices, and gets steps of a batch");
        }

        if (node.Number("alpha", 1) != 1 || node.Number("beta", 1) != 1 || node.Integer("transA", 0) != 0)
        {
            throw node.Unfit("alpha and beta must be 1, transA 0");
        }

        (int outputs, float[] weights) = Weights(cursor.File, node, width, isTransposed: node.Integer("transB", 0) != 0);
        float[] bias = node.Input(2).Length == 0 ? new float[outputs] : Bias(cursor.File, node, 2, outputs, 2);
        cursor.Value = node.Output(0);
        return new(outputs, weights, bias, null);
    }

    /// <summary>The second factor of a product, outputs as rows.</summary>
    private static (int Outputs, float[] Weights) Weights(OnnxFile file, OnnxNode node, int width, bool isTransposed)
    {
        OnnxTensor weights = file.Constant(node, 1, "its weights");
        long outputs = weights.Dimensions is [long rows, long columns] ? isTransposed ? rows : columns : throw node.Unfit($"its weights have the shape {weights.Size}");
        if (isTransposed)
        {
            return ((int)outputs, weights.Floats(node, outputs, width).ToArray());
        }

        FloatNumbers stored = weights.Floats(node, width, outputs);
        float[] transposed = new float[stored.Length];
        WeightOrder.Columns(stored, width, 0, (int)outputs, transposed);
        return ((int)outputs, transposed);
    }
}
