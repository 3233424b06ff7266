namespace EdgeSeq.Shapes;

/// <summary>
/// Where a matrix lies in the parameter block. Outputs are cut into blocks of 16; up to <paramref name="BlocksPerPanel"/>
/// blocks of all the gates that one product computes form a panel, and a panel is stored k by k. A product thus streams
/// panels from front to back and keeps each sum in one lane, in ascending k, whatever the vector width.
/// </summary>
/// <param name="Offset">First float of the group of gates.</param>
/// <param name="Depth">Inputs k of the group, stored rows included.</param>
/// <param name="Gates">Gates that share the group.</param>
/// <param name="Gate">This matrix's place among them.</param>
/// <param name="Blocks">Blocks of 16 outputs of one gate.</param>
/// <param name="BlocksPerPanel">Blocks of one panel; the last panel may have fewer.</param>
public readonly record struct PanelLayout(int Offset, int Depth, int Gates, int Gate, int Blocks, int BlocksPerPanel)
{
    /// <summary>Floats of one block: the widest vector of any instruction set.</summary>
    public const int BlockSize = 16;

    /// <summary>How far element (k + 1, <paramref name="j"/>) lies behind (k, <paramref name="j"/>).</summary>
    internal int StepOf(int j) => Math.Min(BlocksPerPanel, Blocks - j / BlockSize / BlocksPerPanel * BlocksPerPanel) * Gates * BlockSize;

    /// <summary>Index in the parameter block of element (<paramref name="k"/>, <paramref name="j"/>): input k, output j.</summary>
    public int IndexOf(int k, int j)
    {
        int block = j / BlockSize, lane = j % BlockSize;
        int panel = block / BlocksPerPanel, inPanel = block % BlocksPerPanel;
        int start = Offset + panel * BlocksPerPanel * Gates * BlockSize * Depth;
        return start + k * StepOf(j) + (inPanel * Gates + Gate) * BlockSize + lane;
    }
}
