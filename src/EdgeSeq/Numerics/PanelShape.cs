using System.ComponentModel;
using EdgeSeq.Shapes;

namespace EdgeSeq.Numerics;

/// <summary>The sizes of matrices in panels, as <see cref="PanelLayout"/> describes them.</summary>
/// <param name="Depth">Inputs k.</param>
/// <param name="Gates">Matrices side by side.</param>
/// <param name="Blocks">Blocks of 16 outputs of one gate.</param>
/// <param name="BlocksPerPanel">Blocks of one panel; the last may have fewer.</param>
/// <param name="Chains">Partial sums of an output, 1, 2 or 4: chain s takes each k with k mod Chains = s.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PanelShape(int Depth, int Gates, int Blocks, int BlocksPerPanel, int Chains)
{
    /// <summary>Whether a matrix is too large for the second cache of some processors, 512 KB, so that each product reads it from farther away.</summary>
    public bool Streams => (long)Depth * 16 * Gates * Blocks > 1 << 17;
}
