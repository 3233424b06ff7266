using EdgeSeq.Shapes;

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

    /// <summary>
    /// For reservoirs, which never learn (H. Jaeger, GMD report 148, 2001): sparse recurrent weights of a given
    /// <see cref="SpectralRadius"/>, input weights and biases of a given scale. Try a few of each on held-out data:
    /// <c>Initialization.Reservoir with { SpectralRadius = 1.1 }</c>. To find the radius takes less than a second up to 1,024 units.
    /// </summary>
    public static Initialization Reservoir { get; } = new()
    {
        Input = WeightInitializer.Scaled,
        Recurrent = WeightInitializer.Sparse,
        Bias = WeightInitializer.Scaled,
    };

    /// <summary>Learned vectors of tokens; normal.</summary>
    public WeightInitializer Embedding { get; init; } = WeightInitializer.Normal;

    /// <summary>Input weights W; Xavier.</summary>
    public WeightInitializer Input { get; init; } = WeightInitializer.Xavier;

    /// <summary>
    /// Recurrent weights U; orthogonal, which takes 2 H^3 operations a gate: milliseconds up to 512 units, about a second at 2,048. Other
    /// initialisers take H^2.
    /// </summary>
    public WeightInitializer Recurrent { get; init; } = WeightInitializer.Orthogonal;

    /// <summary>Biases of the gates: zero, uniform or scaled; zero.</summary>
    public WeightInitializer Bias { get; init; } = WeightInitializer.Zero;

    /// <summary>Weights of the output layer; Xavier.</summary>
    public WeightInitializer Head { get; init; } = WeightInitializer.Xavier;

    /// <summary>Bias of the output layer: zero or uniform; zero.</summary>
    public WeightInitializer HeadBias { get; init; } = WeightInitializer.Zero;

    /// <summary>
    /// With <see cref="WeightInitializer.Sparse"/>, the largest modulus of the eigenvalues of U, positive, reached to about 1e-6 and what
    /// rounding to float adds. The larger, the longer the memory; far above 1 the past never fades.
    /// </summary>
    public double SpectralRadius { get; init; } = 0.9;

    /// <summary>With <see cref="WeightInitializer.Sparse"/>, the share of recurrent weights that are not zero: above 0, at most 1.</summary>
    public double Density { get; init; } = 0.1;

    /// <summary>With <see cref="WeightInitializer.Scaled"/>, the largest input weight; positive. The larger, the less linear the reservoir.</summary>
    public double InputScale { get; init; } = 0.5;

    /// <summary>With <see cref="WeightInitializer.Scaled"/>, the largest bias of a gate; at least 0.</summary>
    public double BiasScale { get; init; } = 0.2;

    internal WeightInitializer For(ParameterKind kind) => kind switch
    {
        ParameterKind.Embedding => Embedding,

        // Without a first value of their own, as the recurrent weights of PyTorch: they stand in their place.
        ParameterKind.Vector or ParameterKind.Scalar => WeightInitializer.Uniform,
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
        Require.That(Bias is WeightInitializer.Zero or WeightInitializer.Uniform or WeightInitializer.Scaled, Bias, ForBias + ", or Scaled");
        Require.That(HeadBias is WeightInitializer.Zero or WeightInitializer.Uniform, HeadBias, ForBias);
        RefuseMisplaced(Embedding, nameof(Embedding));
        RefuseMisplaced(Head, nameof(Head));
        Require.That(Input != WeightInitializer.Sparse, Input, "Sparse is for recurrent weights");
        Require.That(Recurrent != WeightInitializer.Scaled, Recurrent, "Scaled is for input weights and biases");
        Require.That(SpectralRadius > 0 && double.IsFinite(SpectralRadius), SpectralRadius, "it must be positive and finite");
        Require.That(Density is > 0 and <= 1, Density, "it must be above 0 and at most 1");
        Require.That(InputScale > 0 && double.IsFinite(InputScale), InputScale, "it must be positive and finite");
        Require.That(BiasScale >= 0 && double.IsFinite(BiasScale), BiasScale, "it must be at least 0 and finite");
    }

    private static void RefuseMisplaced(WeightInitializer initializer, string name) => Require.That(
        initializer is not (WeightInitializer.Sparse or WeightInitializer.Scaled), initializer,
        "Sparse is for recurrent weights, Scaled for input weights and biases", name);
}
