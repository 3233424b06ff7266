using System.Collections.Immutable;

namespace EdgeSeq;

/// <summary>A declared shape: what was declared, and where each parameter lies in the parameter block.</summary>
/// <param name="Name">Name of the declared type.</param>
/// <param name="Cell">The recurrent cell.</param>
/// <param name="Vocabulary">V, tokens in and out.</param>
/// <param name="Hidden">H, hidden units.</param>
/// <param name="Parameters">
/// Every parameter, in the order of the cell's equations: input weights, recurrent weights, biases, then the output layer.
/// </param>
public sealed record ModelShape(
    string Name, Cell Cell, int Vocabulary, int Hidden, ImmutableArray<ParameterInfo> Parameters)
{
    /// <summary>Trainable numbers, without padding.</summary>
    public int ParameterCount { get; } = Parameters.Sum(p => p.Rows * p.Columns);
}
