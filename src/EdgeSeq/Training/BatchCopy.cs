namespace EdgeSeq.Training;

/// <summary>
/// Copies of a batch's tokens, classes and lengths. Kernels take them for addresses and read them more than once, so what is checked
/// must be what runs, whoever writes the caller's arrays meanwhile. Numbers are no addresses and are read where they are.
/// </summary>
internal sealed class BatchCopy
{
    private readonly int[] _tokens, _classes, _lengths;

    /// <summary>Room for a batch of a shape.</summary>
    public BatchCopy(ModelShape shape, int batch, int window)
    {
        _tokens = new int[shape.Vocabulary > 0 ? batch * window : 0];
        _classes = new int[shape.Head == Head.Softmax ? shape.OutputRows(batch, window) : 0];
        _lengths = new int[batch];
    }

    /// <summary>The same input, to be checked.</summary>
    public SequenceInput Of(scoped in SequenceInput input) =>
        input with { Tokens = Of(input.Tokens, _tokens), Lengths = Of(input.Lengths, _lengths) };

    /// <summary>The same target, to be checked.</summary>
    public SequenceTarget Of(scoped in SequenceTarget target) => target with { Classes = Of(target.Classes, _classes) };

    /// <summary>A copy; what is too long for one stays as it is, and will be refused for that.</summary>
    public static ReadOnlySpan<int> Of(ReadOnlySpan<int> values, int[] copy) =>
        values.TryCopyTo(copy) ? copy.AsSpan(0, values.Length) : values;
}
