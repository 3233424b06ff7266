using EdgeSeq.Onnx.Graph;

namespace EdgeSeq.Onnx.Networks;

/// <summary>Numbers of a file, with their sizes.</summary>
/// <param name="Values">The numbers.</param>
/// <param name="Dimensions">Their sizes.</param>
internal sealed record GraphTensor(float[] Values, long[] Dimensions)
{
    /// <summary>A matrix with its rows as columns.</summary>
    public GraphTensor Transposed() => new(WeightOrder.Transpose(Values, (int)Dimensions[0]), [Dimensions[1], Dimensions[0]]);
}
