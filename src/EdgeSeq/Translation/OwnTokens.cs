using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Numerics;
using EdgeSeq.Threads;
using EdgeSeq.Training;

namespace EdgeSeq.Translation;

/// <summary>
/// Scheduled sampling: before the pass that learns, the decoder runs its rows step by step from the same first states, and where a coin says so the token that it chose becomes the input
/// of the next step. The pass that learns then reads these inputs like any others: gradients do not flow through a choice. Steps drop nothing, as when the decoder writes by itself.
/// </summary>
internal sealed class OwnTokens<TDecoder> : IDisposable
    where TDecoder : struct, ILanguageModel
{
    /// <summary>Of a token that is the target's.</summary>
    private const double Taught = -1;

    private readonly ScheduledSampling _options;
    private readonly int _batch, _window, _workspaceSize;
    private readonly NativeBlock _block;
    private readonly long _workspaceAt, _logitsAt, _partSize;

    // A random number for each token that is the decoder's own, [batch x window]; for each thread its generator, the step's tokens, and weights to draw by.
    private readonly double[] _draws;
    private readonly RandomGenerator[] _random;
    private readonly int[][] _tokens;
    private readonly float[][] _weights;
    private float _rate;
    private ulong _number;

    /// <summary>Memory for batches of one size.</summary>
    /// <param name="options">How often, checked.</param>
    /// <param name="team">Who runs it.</param>
    /// <param name="rows">Rows that a thread runs at a time.</param>
    /// <param name="batch">All rows.</param>
    /// <param name="window">Tokens of the longest target.</param>
    /// <param name="owner">Whom errors name.</param>
    /// <exception cref="ArgumentException">The logits of a step exceed what a span can hold.</exception>
    public OwnTokens(ScheduledSampling options, Team team, int rows, int batch, int window, Type owner)
    {
        int vocabulary = TDecoder.Shape.Outputs;
        Require.FitsSpan((long)rows * vocabulary, "The logits of a step");
        (_options, _batch, _window, _workspaceSize) = (options, batch, window, TDecoder.WorkspaceSize(rows, 1));
        _workspaceAt = NativeBlock.Padded((long)rows * TDecoder.StateSize);
        _logitsAt = _workspaceAt + NativeBlock.Padded(_workspaceSize);
        _partSize = _logitsAt + NativeBlock.Padded((long)rows * vocabulary);
        _block = new NativeBlock(_partSize * team.Size, owner);
        _draws = new double[batch * window];
        _random = new RandomGenerator[team.Size];
        (_tokens, _weights) = (new int[team.Size][], new float[team.Size][]);
        for (int part = 0; part < team.Size; part++)
        {
            _random[part] = new RandomGenerator();
            _tokens[part] = new int[rows];
            _weights[part] = new float[options.Draws ? (vocabulary + LaneTree.Lanes - 1) / LaneTree.Lanes * LaneTree.Lanes : 0];
        }
    }

    /// <summary>Begins a batch.</summary>
    /// <param name="step">Updates applied so far.</param>
    /// <param name="number">Another for every batch.</param>
    /// <exception cref="InvalidOperationException">The share of this update is not from 0 to 1.</exception>
    public void Begin(long step, ulong number)
    {
        float rate = _options.RateAt(step);
        if (rate is not (>= 0 and <= 1))
        {
            throw new InvalidOperationException($"Scheduled sampling gave the share {rate} for update {step}; it must be from 0 to 1.");
        }

        (_rate, _number) = (rate, number);
    }

    /// <summary>Writes the decoder's own tokens over inputs of some rows.</summary>
    /// <param name="weights">The decoder's parameter block.</param>
    /// <param name="first">The first states of the rows.</param>
    /// <param name="inputs">[rows x window] the target's tokens, one behind; receives the decoder's own.</param>
    /// <param name="lengths">[rows] steps that count.</param>
    /// <param name="part">The thread.</param>
    /// <param name="firstRow">The place of the first row in the batch.</param>
    public void Write(ReadOnlySpan<float> weights, ReadOnlySpan<float> first, Span<int> inputs, ReadOnlySpan<int> lengths, int part, int firstRow)
    {
        int rows = lengths.Length, vocabulary = TDecoder.Shape.Outputs;
        Span<double> draws = _draws.AsSpan(firstRow * _window, rows * _window);
        int last = Toss(draws, lengths, _random[part], firstRow);
        if (last == 0)
        {
            return;
        }

        Span<float> states = Section(part, 0, rows * TDecoder.StateSize), workspace = Section(part, _workspaceAt, _workspaceSize), logits = Section(part, _logitsAt, rows * vocabulary);
        Span<int> tokens = _tokens[part].AsSpan(0, rows);
        first.CopyTo(states);
        for (int t = 0; t < last; t++)
        {
            for (int row = 0; row < rows; row++)
            {
                tokens[row] = inputs[(row * _window) + t];
            }

            TDecoder.Forward(weights, tokens, states, workspace, rows, 1);
            TDecoder.Outputs(weights, tokens, logits, workspace, rows, 1);
            for (int row = 0; row < rows; row++)
            {
                int next = (row * _window) + t + 1;
                if (draws[next] >= 0)
                {
                    inputs[next] = Choose(logits.Slice(row * vocabulary, vocabulary), draws[next], _weights[part]);
                }
            }
        }
    }

    /// <summary>Frees states and workspaces.</summary>
    public void Dispose() => _block.Dispose();

    /// <summary>Decides which tokens are the decoder's own: of each row's steps any but the first.</summary>
    /// <returns>The last step that has one; 0 for none.</returns>
    private int Toss(Span<double> draws, ReadOnlySpan<int> lengths, RandomGenerator random, int firstRow)
    {
        draws.Fill(Taught);
        int last = 0;
        for (int row = 0; row < lengths.Length; row++)
        {
            random.Reseed(_options.Seed + (_number * (ulong)_batch) + (ulong)(firstRow + row));
            for (int t = 1; t < lengths[row]; t++)
            {
                // Both numbers are drawn either way, so that a row's choices are the same at every rate.
                double coin = random.NextDouble(), draw = random.NextDouble();
                if (coin < _rate)
                {
                    draws[(row * _window) + t] = draw;
                    last = Math.Max(last, t);
                }
            }
        }

        return last;
    }

    /// <summary>The likeliest token, of equal ones the lowest, or one drawn. Logits that are no numbers give token 0: the loss will not be finite either, and the trainer says so.</summary>
    private int Choose(ReadOnlySpan<float> logits, double draw, Span<float> weights)
    {
        if (_options.Draws)
        {
            logits.CopyTo(weights);
            float sum = VectorMath.Softmax(weights[..logits.Length], 1);
            return sum > 0 && float.IsFinite(sum) ? TokenDraw.Draw(weights, sum, ref draw) : 0;
        }

        int best = 0;
        for (int token = 1; token < logits.Length; token++)
        {
            best = logits[token] > logits[best] ? token : best;
        }

        return best;
    }

    private Span<float> Section(int part, long at, int length) => _block.Section((part * _partSize) + at, length);
}
