namespace EdgeSeq;

/// <summary>
/// First values of a model. The defaults are those of Keras for recurrent layers: Xavier keeps the scale of activations
/// and gradients across a layer, an orthogonal U keeps the length of what is carried from step to step (so gradients
/// neither vanish nor explode at the start), and zero biases leave the gates half open.
/// </summary>
public sealed record Initialization
{
    /// <summary>Xavier, orthogonal, Xavier; zero biases.</summary>
    public static Initialization Default { get; } = new();

    /// <summary>What PyTorch's recurrent layers and the linear layer after them do: uniform in ±1/sqrt(H), biases included.</summary>
    public static Initialization PyTorch { get; } = new()
    {
        Input = WeightInitializer.Uniform,
        Recurrent = WeightInitializer.Uniform,
        Bias = WeightInitializer.Uniform,
        Head = WeightInitializer.Uniform,
        HeadBias = WeightInitializer.Uniform,
    };

    /// <summary>
    /// For rectified units: He for W, whose variance makes up for the half that is cut off (He et al. 2015), and an
    /// orthogonal U.
    /// </summary>
    public static Initialization Rectified { get; } = new() { Input = WeightInitializer.He };

    /// <summary>For reservoirs, whose recurrent weights are never trained.</summary>
    public static Initialization Reservoir { get; } = new() { Input = WeightInitializer.Uniform };

    /// <summary>Learned vectors of tokens; normal.</summary>
    public WeightInitializer Embedding { get; init; } = WeightInitializer.Normal;

    /// <summary>Input weights W; Xavier.</summary>
    public WeightInitializer Input { get; init; } = WeightInitializer.Xavier;

    /// <summary>Recurrent weights U; orthogonal.</summary>
    public WeightInitializer Recurrent { get; init; } = WeightInitializer.Orthogonal;

    /// <summary>Biases of the gates: zero or uniform; zero.</summary>
    public WeightInitializer Bias { get; init; } = WeightInitializer.Zero;

    /// <summary>Weights of the output layer; Xavier.</summary>
    public WeightInitializer Head { get; init; } = WeightInitializer.Xavier;

    /// <summary>Bias of the output layer: zero or uniform; zero.</summary>
    public WeightInitializer HeadBias { get; init; } = WeightInitializer.Zero;

    internal WeightInitializer For(ParameterKind kind) => kind switch
    {
        ParameterKind.Embedding => Embedding,
        ParameterKind.Input => Input,
        ParameterKind.Recurrent => Recurrent,
        ParameterKind.Bias => Bias,
        ParameterKind.Head => Head,
        ParameterKind.HeadBias => HeadBias,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"No initialiser is known for parameters of kind {kind}."),
    };

    /// <exception cref="ArgumentOutOfRangeException">An initialiser is not a member of the enum, or does not suit a bias.</exception>
    internal void Validate()
    {
        const string Member = "it must be a member of WeightInitializer";
        Require.That(Enum.IsDefined(Embedding), Embedding, Member);
        Require.That(Enum.IsDefined(Input), Input, Member);
        Require.That(Enum.IsDefined(Recurrent), Recurrent, Member);
        Require.That(Enum.IsDefined(Head), Head, Member);
        const string ForBias = "a bias has no fan-in, so it must be Zero or Uniform";
        Require.That(Bias is WeightInitializer.Zero or WeightInitializer.Uniform, Bias, ForBias);
        Require.That(HeadBias is WeightInitializer.Zero or WeightInitializer.Uniform, HeadBias, ForBias);
    }
}
