using System.ComponentModel;
using EdgeSeq.Numerics;

namespace EdgeSeq.Shapes;

/// <summary>
/// The part of every weight matrix that one of several threads works on; <c>default</c> is the whole. All parts together are the whole, none
/// overlaps another, and each element has all of its sum in one of them: how many there are changes no bit.
/// </summary>
public readonly record struct WorkShare
{
    /// <summary>Inputs that stay together: few enough to share small matrices evenly, enough to fill register tiles.</summary>
    private const int Rows = 8;

    /// <summary>One of several parts.</summary>
    /// <param name="part">0 to <paramref name="parts"/> - 1.</param>
    /// <param name="parts">How many there are, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public WorkShare(int part, int parts)
    {
        if (part < 0 || part >= parts)
        {
            Require.That(parts >= 1, parts, "there is at least 1 part");
            Require.That(false, part, $"parts are 0 to {parts - 1}");
        }

        (Part, Parts) = (part, parts);
    }

    /// <summary>Which part.</summary>
    public int Part { get; }

    /// <summary>How many there are; 0 and 1 both mean a single one.</summary>
    public int Parts { get; }

    /// <summary>The lanes of this part, of so many blocks of 16.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public (int First, int End) Lanes(int blocks)
    {
        (int first, int end) = Of(blocks);
        return (first * PanelLayout.BlockSize, end * PanelLayout.BlockSize);
    }

    /// <summary>The inputs k of this part in one panel: panels follow one another, each cut from its first k to its last.</summary>
    /// <param name="shape">The matrices.</param>
    /// <param name="block">First block of the panel.</param>
    /// <param name="blocks">Blocks of the panel.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public (int First, int End) Inputs(PanelShape shape, int block, int blocks)
    {
        // A row of a panel weighs as much as it has blocks.
        int rows = (shape.Depth + Rows - 1) / Rows;
        (int first, int end) = Of(rows * shape.Blocks);
        return (Row(first), Row(end));

        int Row(int weight) => Math.Min(Math.Clamp((weight - rows * block + blocks - 1) / blocks, 0, rows) * Rows, shape.Depth);
    }

    /// <summary>The units of this part.</summary>
    /// <param name="count">All units.</param>
    internal (int First, int End) Of(int count) =>
        Parts > 1 ? ((int)((long)count * Part / Parts), (int)((long)count * (Part + 1) / Parts)) : (0, count);
}
