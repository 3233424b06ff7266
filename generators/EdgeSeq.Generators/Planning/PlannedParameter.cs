namespace EdgeSeq.Generators.Planning;

/// <summary>One parameter: its name in the equations, what it multiplies, its size, its place and its first value.</summary>
/// <param name="Name">As in the equations, with the suffix of its layer.</param>
/// <param name="Kind">Member of <c>EdgeSeq.ParameterKind</c>.</param>
/// <param name="Rows">Inputs k; 1 for a bias.</param>
/// <param name="Columns">Outputs j.</param>
/// <param name="Group">Where it lies in its block.</param>
/// <param name="Gate">Its place in the group.</param>
/// <param name="Layer">0 for the first recurrent layer.</param>
/// <param name="IsReverse">True for a layer that reads against time.</param>
/// <param name="Initial">What a bias, a vector or a number starts from; null where it is drawn as recurrent weights are.</param>
internal sealed record PlannedParameter(
    string Name, string Kind, int Rows, int Columns, MatrixGroup Group, int Gate, int Layer = 0, bool IsReverse = false, double? Initial = 0)
{
    /// <summary>The node of a network that it belongs to; empty in a model whose layers are numbered.</summary>
    public string Module { get; init; } = "";

    /// <summary>Its name in files, where the rule of numbered layers does not say it.</summary>
    public string? FileName { get; init; }

    /// <summary>Steps of a convolution's kernel; 0 for other parameters.</summary>
    public int Kernel { get; init; }

    /// <summary>The parameter whose numbers it has, transposed; null for numbers of its own.</summary>
    public string? TiedTo { get; init; }

    /// <summary>Numbers, without padding.</summary>
    public long Count => (long)Rows * Columns;
}
