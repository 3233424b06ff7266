using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// One stage of a forward step: reductions of rows at hand, affine rows whose operand is, then the pointwise rows that these allow, all of
/// one size. A cell has as many stages as its affine rows and reductions wait for one another.
/// </summary>
/// <param name="Recurrent">Rows with a recurrent product, all of the same operand.</param>
/// <param name="InputOnly">Rows of bias and input product alone.</param>
/// <param name="Operand">What the recurrent rows read; null when there are none.</param>
/// <param name="Pointwise">Rows computed per unit.</param>
internal sealed record ForwardStage(
    EquatableArray<AffineRow> Recurrent, EquatableArray<AffineRow> InputOnly, string? Operand, EquatableArray<Equation> Pointwise)
{
    /// <summary>Numbers made of rows of earlier stages, before anything else.</summary>
    public EquatableArray<Reduction> Reductions { get; init; }

    /// <summary>Numbers of its rows; 0 for H.</summary>
    public int Size { get; init; }

    public IEnumerable<AffineRow> Affine => Recurrent.Concat(InputOnly);

    /// <summary>Names of its rows.</summary>
    public IEnumerable<string> Defined => Affine.Select(row => row.Name).Concat(Pointwise.Select(row => row.Target)).Concat(Reductions.Select(row => row.Name));

    /// <summary>What it reads of rows and states.</summary>
    public IEnumerable<string> Read => Pointwise.SelectMany(row => row.Value.Variables()).Concat(new[] { Operand }.OfType<string>()).Concat(Reductions.Select(row => row.Operand));
}
