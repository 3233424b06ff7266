namespace EdgeSeq.Import;

/// <summary>
/// What a file may not say of its model. Files of RTNeural, GuitarML and NeuralAmpModeler say all of it; a state dictionary of PyTorch has
/// names and numbers only. Where a file says something, it is taken from there.
/// </summary>
public sealed record ImportOptions
{
    /// <summary>
    /// Whether the first recurrent layer reads tokens, whose one-hot vectors its input weights take. Vectors, if false, the default; a model with an
    /// embedding reads tokens in any case.
    /// </summary>
    public bool ReadsTokens { get; init; }

    /// <summary>The function behind the last layer; null, the default, takes it as linear and says so.</summary>
    public Head? Head { get; init; }

    /// <summary>Which steps have an output; null, the default, takes it that all have, and says so.</summary>
    public Readout? Readout { get; init; }

    /// <summary>
    /// The function behind linear layers that others read, by PyTorch's name: <c>relu</c>, <c>tanh</c>, <c>elu</c>, ..., <c>linear</c> for none. Null, the
    /// default, refuses such models.
    /// </summary>
    public string? Activation { get; init; }

    /// <summary>
    /// The name of a tensor of D numbers, or one, that the model subtracts from what comes in, before <see cref="InputScale"/>; null, the default, for none. What
    /// buffers are for a state dictionary does not say.
    /// </summary>
    public string? InputMean { get; init; }

    /// <summary>The name of a tensor of D numbers, or one, that the model multiplies what comes in by; null, the default, for none.</summary>
    public string? InputScale { get; init; }

    /// <summary>The name of a tensor of O numbers, or one, that the model multiplies its last layer by; null, the default, for none.</summary>
    public string? OutputScale { get; init; }

    /// <summary>Beginnings of names of tensors that the model does without; none by default.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];
}
