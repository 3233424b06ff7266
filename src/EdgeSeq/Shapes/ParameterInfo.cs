namespace EdgeSeq.Shapes;

/// <summary>One parameter matrix or vector of a shape and its place in the parameter block.</summary>
/// <param name="Name">
/// As in the cell's equations: <c>W_r</c>, <c>U_r</c>, <c>b_r</c>; further layers end in <c>_l1</c>, <c>_l2</c>, ..., the direction
/// from the end in <c>_reverse</c>. <c>E</c> is the embedding; <c>W_y</c> and <c>b_y</c> are the output layer.
/// </param>
/// <param name="Kind">What it multiplies.</param>
/// <param name="Rows">Inputs k; 1 for a bias, a vector or a single number.</param>
/// <param name="Columns">Outputs j.</param>
/// <param name="Layout">Where element (k, j) lies.</param>
/// <param name="Layer">0 for the first recurrent layer, and for what belongs to none.</param>
/// <param name="IsReverse">True for the direction from the end.</param>
/// <param name="InitialValue">What a bias, a vector or a single number starts from; null where it is drawn as <see cref="Initialization"/> draws it.</param>
public sealed record ParameterInfo(
    string Name, ParameterKind Kind, int Rows, int Columns, PanelLayout Layout, int Layer = 0, bool IsReverse = false, float? InitialValue = 0)
{
    /// <summary>The node of a network that it belongs to, which begins its name; empty in a model whose layers are numbered.</summary>
    public string Module { get; init; } = "";

    /// <summary>Its tensor's name in a model file, where that is not of the stacked gates of a PyTorch module; else null.</summary>
    public string? FileName { get; init; }

    /// <summary>Steps of a convolution's kernel, which lie side by side for each channel; 0 for other parameters.</summary>
    public int Kernel { get; init; }

    /// <summary>
    /// The parameter of learned vectors that its numbers are those of, transposed (<c>tied</c> in a network's text): training adds its gradients to theirs and copies them after each update; files hold both.
    /// Null for numbers of its own.
    /// </summary>
    public string? TiedTo { get; init; }

    /// <summary>How its numbers are held where they are no floats, so that <see cref="Layout"/> is that of cells with several; null for floats.</summary>
    public WeightCodec? Codec { get; init; }

    /// <summary>True for a parameter of a recurrent layer.</summary>
    internal bool IsRecurrent => Kind is ParameterKind.Input or ParameterKind.Recurrent or ParameterKind.Bias or ParameterKind.Vector or ParameterKind.Scalar;

    /// <summary>The name without the ending of the layer: as in the equations.</summary>
    public string EquationName => Module.Length > 0
        ? Name[(Module.Length + 1)..(Name.Length - (IsReverse ? "_reverse".Length : 0))]
        : IsRecurrent
        ? Name[..(Name.Length - (Layer == 0 ? 0 : $"_l{Layer}".Length) - (IsReverse ? "_reverse".Length : 0))]
        : Name;
}
