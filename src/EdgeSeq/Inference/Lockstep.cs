using EdgeSeq.Memory;

namespace EdgeSeq.Inference;

/// <summary>
/// Sequences that advance side by side, one token each at a time: the weights are read once for all of them. Each row
/// gets the bits that a <see cref="Session{TShape}"/> of its own would. Allocates nothing after construction.
/// The <see cref="Lifetime"/> of its owner holds it and the model while a call runs; weights are those that its owner looked up last, once in each
/// call, which so sees one set of them.
/// </summary>
internal sealed class Lockstep<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    private readonly WeightReader _weights;
    private readonly NativeBlock _block;
    private readonly long _spareAt, _workspaceAt;
    private readonly int _workspaceSize;
    private bool _isSwapped;

    /// <summary>Rows at the start of their sequences.</summary>
    /// <param name="weights">What it reads; its owner's, who may have several that run side by side.</param>
    /// <param name="rows">Sequences.</param>
    /// <param name="owner">Whom errors name.</param>
    /// <exception cref="ArgumentException">The rows take more than a span can hold.</exception>
    public Lockstep(WeightReader weights, int rows, Type owner)
    {
        (Rows, _weights) = (rows, weights);
        Require.FitsSpan((long)rows * TShape.StateSize, "The states of all rows");
        _workspaceSize = TShape.WorkspaceSize(rows, 1);
        _spareAt = NativeBlock.Padded((long)rows * TShape.StateSize);
        _workspaceAt = 2 * _spareAt;
        _block = new NativeBlock(_workspaceAt + _workspaceSize, owner);
    }

    /// <summary>Sequences.</summary>
    public int Rows { get; }

    private Span<float> States => _block.Section(_isSwapped ? _spareAt : 0, Rows * TShape.StateSize);

    private Span<float> Spare => _block.Section(_isSwapped ? 0 : _spareAt, Rows * TShape.StateSize);

    /// <summary>Every one of the first rows reads its token; the others stand still.</summary>
    /// <param name="tokens">One for each row that goes on: 0 to V - 1, or -1 for the zero input.</param>
    public void Step(ReadOnlySpan<int> tokens)
    {
        TShape.Forward(
            _weights.Held, tokens, States[..(tokens.Length * TShape.StateSize)], _block.Section(_workspaceAt, _workspaceSize), tokens.Length, 1);
    }

    /// <summary>Predicts a row's next token.</summary>
    public void Logits(int row, Span<float> logits)
    {
        TShape.Logits(_weights.Held, Row(States, row), logits);
    }

    /// <summary>The state of a row.</summary>
    public Span<float> State(int row) => Row(States, row);

    /// <summary>Puts a row at the start of a sequence.</summary>
    public void Reset(int row)
    {
        Row(States, row).Clear();
    }

    /// <summary>Lets a row go on from where another stands.</summary>
    public void CopyRow(int from, int to)
    {
        Span<float> states = States;
        Row(states, from).CopyTo(Row(states, to));
    }

    /// <summary>Lets row i go on from where row <c>sources[i]</c> stands.</summary>
    public void Rearrange(ReadOnlySpan<int> sources)
    {
        Span<float> states = States, spare = Spare;
        for (int row = 0; row < sources.Length; row++)
        {
            Row(states, sources[row]).CopyTo(Row(spare, row));
        }

        _isSwapped = !_isSwapped;
    }

    /// <summary>Frees the states.</summary>
    public void Dispose() => _block.Dispose();

    private static Span<float> Row(Span<float> states, int row) => states.Slice(row * TShape.StateSize, TShape.StateSize);
}
