namespace EdgeSeq.Onnx.Graph;

/// <summary>What stands in a graph where it multiplies constant whole numbers by their scales.</summary>
internal enum Dequantized
{
    /// <summary>The products: the weights as floats.</summary>
    Product,

    /// <summary>The whole numbers.</summary>
    Whole,

    /// <summary>The scale of every number that is not 0; 0 for those that are, as whatever their scale is they stay 0.</summary>
    Scale,
}
