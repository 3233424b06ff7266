namespace EdgeSeq.Inference;

/// <summary>Every beginning of a search as its last token and what it grew from, so that none is ever copied.</summary>
/// <param name="width">Beginnings of one length at most.</param>
/// <param name="length">Longest length.</param>
internal sealed class BeamTree(int width, int length)
{
    private readonly int[] _tokens = new int[width * length], _parents = new int[width * length];

    /// <summary>Keeps the beginnings of one length.</summary>
    /// <param name="depth">Their length less 1.</param>
    /// <param name="front">The beginnings.</param>
    public void Add(int depth, BeamFront front)
    {
        front.Tokens.CopyTo(_tokens.AsSpan(depth * width));
        front.Parents.CopyTo(_parents.AsSpan(depth * width));
    }

    /// <summary>Writes a beginning, from its end back.</summary>
    /// <param name="output">As long as the beginning.</param>
    /// <param name="row">Its rank among those of its length.</param>
    public void CopyTo(Span<int> output, int row)
    {
        for (int depth = output.Length - 1; depth >= 0; depth--)
        {
            output[depth] = _tokens[(depth * width) + row];
            row = _parents[(depth * width) + row];
        }
    }
}
