namespace EdgeSeq.Storage;

/// <summary>Takes the numbers of a file piece by piece, so that they need not be in memory twice.</summary>
internal interface IFloatSink
{
    /// <summary>Takes numbers of a tensor. The pieces of one come in order; tensors in that of the file.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="start">The first number.</param>
    /// <param name="values">Some numbers.</param>
    void Add(string tensor, int start, ReadOnlySpan<float> values);
}
