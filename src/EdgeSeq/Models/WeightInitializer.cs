namespace EdgeSeq;

/// <summary>
/// How a matrix of K inputs and J outputs gets its first values. Each gate is a matrix of its own; one-hot inputs count
/// as K = V.
/// </summary>
public enum WeightInitializer
{
    /// <summary>All zero; a bias starts from what its cell names (1 for the forget gate of the LSTM, 0 elsewhere).</summary>
    Zero,

    /// <summary>
    /// Uniform in [-1/sqrt(H), 1/sqrt(H)], the default of PyTorch for recurrent layers and the linear layer after them; of
    /// learned vectors in [-1/sqrt(E), 1/sqrt(E)].
    /// </summary>
    Uniform,

    /// <summary>Uniform in [-a, a], a = sqrt(6 / (K + J)): Glorot and Bengio (2010).</summary>
    Xavier,

    /// <summary>Normal with standard deviation sqrt(2 / K): He et al. (2015).</summary>
    He,

    /// <summary>
    /// A random orthogonal matrix, every one equally likely (Haar): Saxe et al. (2014). If K and J differ, the rows or
    /// columns, whichever are fewer, are orthonormal.
    /// </summary>
    Orthogonal,

    /// <summary>Normal with standard deviation 1, the default of PyTorch for learned vectors.</summary>
    Normal,

    /// <summary>
    /// For recurrent weights of reservoirs: each unit reads <see cref="Initialization.Density"/> x H units with uniform weights, the
    /// matrix scaled to <see cref="Initialization.SpectralRadius"/>.
    /// </summary>
    Sparse,

    /// <summary>
    /// Uniform in ±<see cref="Initialization.InputScale"/> for input weights (of further layers, ±InputScale / sqrt(K)), in
    /// ±<see cref="Initialization.BiasScale"/> for biases.
    /// </summary>
    Scaled,
}
