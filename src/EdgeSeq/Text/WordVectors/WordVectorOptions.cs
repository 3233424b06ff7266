namespace EdgeSeq.Text;

/// <summary>How vectors of words are read into a model.</summary>
public sealed record WordVectorOptions
{
    /// <summary>The words that the model's tokens stand for; null, the default, for <see cref="Model{TShape}.Vocabulary"/>.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>
    /// Whether a word that the file does not have as it is written takes the vector of the first that differs in capitals alone: files are often of small letters. Default false.
    /// </summary>
    public bool IgnoreCase { get; init; }

    /// <summary>The tensor that receives them, by its name in model files; null, the default, for the only one of learned vectors.</summary>
    public string? Tensor { get; init; }

    /// <summary>What the numbers are multiplied by, finite and not 0: vectors of other sizes than a model begins with may learn badly. Default 1.</summary>
    public float Scale { get; init; } = 1;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate() => Require.That(Scale != 0 && float.IsFinite(Scale), Scale, "it must be finite and not 0");
}
