namespace EdgeSeq;

/// <summary>The recurrent cells of the catalogue. Equations, papers and derivatives: <c>docs/cells.md</c>.</summary>
public enum Cell
{
    /// <summary>The vanilla recurrent network of Elman (1990) with tanh: <c>h' = tanh(W x + U h + b)</c>.</summary>
    ElmanTanh,

    /// <summary>The vanilla recurrent network with rectified linear units: <c>h' = max(0, W x + U h + b)</c>.</summary>
    ElmanRelu,

    /// <summary>The gated recurrent unit without a reset gate: <c>h' = u * n + (1 - u) * h</c>.</summary>
    GruSimplified,

    /// <summary>
    /// The gated recurrent unit of Cho et al. (2014): the reset gate acts before the recurrent weights,
    /// <c>n = tanh(W x + U (r * h) + b)</c>.
    /// </summary>
    GruResetBefore,

    /// <summary>
    /// The gated recurrent unit of cuDNN and PyTorch: the reset gate acts after the recurrent weights,
    /// <c>n = tanh(W x + b + r * (U h + c))</c>.
    /// </summary>
    GruResetAfter,

    /// <summary>The long short-term memory with a forget gate: <c>c' = f * c + i * g, h' = o * tanh(c')</c>.</summary>
    Lstm,

    /// <summary>
    /// The echo state network of Jaeger (2001): a fixed random reservoir of leaky units,
    /// <c>h' = h + leak * (tanh(W x + U h + b) - h)</c>; only the output layer learns.
    /// </summary>
    EchoState,
}
