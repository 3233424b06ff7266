using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Models;
using EdgeSeq.Numerics;

namespace EdgeSeq;

/// <summary>
/// Searches for the likeliest continuation of a prompt: the <see cref="BeamOptions.Width"/> likeliest beginnings grow side by
/// side by one token a step, and every one is also tried as ended by the stop token. The continuation with the highest
/// <c>ln P / n^a</c> wins. A single beginning is continued greedily, by the likeliest token, until that is the stop token. After
/// construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// The same result on every machine: of equally likely beginnings the one whose parent ranked higher comes first, then the
/// one with the lower token; of equal scores the shorter continuation wins. One thread at a time.
/// </remarks>
public sealed class BeamSearch<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    private readonly WeightReader _weights;
    private readonly Lockstep<TShape> _lockstep;
    private readonly Lifetime _lifetime;
    private readonly TokenRanking _ranking;
    private readonly float[] _logits;
    private readonly BeamTree _tree;
    private readonly BeamFront _front;
    private readonly double[] _powers;
    private readonly ModelDescription _description;

    // The stop token; -1 where there is none, or where it is banned and so never comes.
    private readonly int _stop;

    /// <summary>A search in one model.</summary>
    /// <param name="model">Read at every call; stays the caller's to dispose.</param>
    /// <param name="options">How wide and how far to search; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the beginnings take more than a span can hold.</exception>
    public BeamSearch(Model<TShape> model, BeamOptions? options = null)
        : this(model, options, null)
    {
    }

    /// <summary>As the public constructor, with weights that somebody else looks up.</summary>
    internal BeamSearch(Model<TShape> model, BeamOptions? options, WeightReader? weights)
    {
        ArgumentNullException.ThrowIfNull(model);
        Options = options ?? new BeamOptions();
        Options.Validate(TShape.Shape);
        int vocabulary = TShape.Shape.Vocabulary;
        _weights = weights ?? new WeightReader(model.Weights);
        _lockstep = new Lockstep<TShape>(_weights, Options.Width, typeof(BeamSearch<TShape>));
        int[] banned = Options.AllBannedTokens(vocabulary);
        _stop = Options.StopToken is int stop && !banned.Contains(stop) ? stop : -1;
        _ranking = new TokenRanking([.. Enumerable.Range(0, vocabulary).Except(banned).Where(token => token != _stop)]);
        _logits = new float[vocabulary];
        _tree = new BeamTree(Options.Width, Options.MaxLength);
        _front = new BeamFront(Options.Width);
        _powers = [.. Enumerable.Range(0, Options.MaxLength + 1).Select(length => Power(length, Options.LengthPenalty))];
        _description = model.Description;
        _lifetime = new Lifetime(typeof(BeamSearch<TShape>), [_lockstep, _weights], model.Lifetime);
    }

    /// <summary>The options, as given.</summary>
    public BeamOptions Options { get; }

    /// <summary>Finds the likeliest continuation.</summary>
    /// <param name="prompt">Tokens 0 to V - 1; may be empty.</param>
    /// <param name="output">Receives the continuation without the stop token; if it is shorter than the longest one allowed, it is the limit. May overlap the prompt.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token of the prompt is out of range; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are not finite; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The search or its model was disposed.</exception>
    public BeamResult Search(ReadOnlySpan<int> prompt, Span<int> output)
    {
        TokenCheck.InVocabulary(prompt, _logits.Length, nameof(prompt));
        using Lifetime.Use use = _lifetime.Enter();
        _ = _weights.Latest;
        _lockstep.Reset(0);
        return Search(Read(prompt), output);
    }

    /// <summary>Frees the states; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    /// <summary>The zero state, to be set by whoever has the search go on from elsewhere than a prompt.</summary>
    internal Span<float> StartState()
    {
        _lockstep.Reset(0);
        return _lockstep.State(0);
    }

    /// <summary>As <see cref="Search(ReadOnlySpan{int}, Span{int})"/>, from the state that was set in <see cref="StartState"/>, with the start token or the zero input.</summary>
    internal BeamResult SearchFromState(Span<int> output) => Search(Start, output);

    /// <summary>What is read before everything else.</summary>
    private int Start => _description.StartToken ?? -1;

    private BeamResult Search(int unread, Span<int> output)
    {
        int limit = Math.Min(output.Length, Options.MaxLength);
        _front.Start(unread);
        BeamResult best = new(0, false, 0, limit == 0 ? 0 : double.NegativeInfinity);
        int bestRow = 0;
        for (int length = 1; length <= limit && _front.Count > 0; length++)
        {
            _lockstep.Step(_front.Tokens);
            Grow(length, ref best, ref bestRow);
            _tree.Add(length - 1, _front);
            _lockstep.Rearrange(_front.Parents);

            // A longer continuation is no likelier; at best it adds tokens that are certain.
            if (_front.Count == 0 || best.Score >= _front.BestLogProbability / _powers[limit])
            {
                break;
            }

            double score = _front.BestLogProbability / _powers[length];
            if (length == limit && score > best.Score)
            {
                (best, bestRow) = (new(length, false, _front.BestLogProbability, score), 0);
            }
        }

        _tree.CopyTo(output[..best.Length], bestRow);
        return best;
    }

    /// <summary>Reads all of the prompt but its last token, and gives that.</summary>
    private int Read(ReadOnlySpan<int> prompt)
    {
        int unread = Start;
        foreach (int token in prompt)
        {
            _lockstep.Step([unread]);
            unread = token;
        }

        return unread;
    }

    /// <summary>Replaces the beginnings by the likeliest ones that are a token longer, and looks at those that end here.</summary>
    private void Grow(int length, ref BeamResult best, ref int bestRow)
    {
        _front.BeginStep();
        for (int row = 0; row < _front.PreviousCount; row++)
        {
            _lockstep.Logits(row, _logits);
            double sum = VectorMath.LogSumExp(_logits), soFar = _front.PreviousLogProbability(row);
            if (!double.IsFinite(sum))
            {
                LogitGuard.ThrowNotFinite();
            }

            _ranking.Start(_logits);
            bool isGreedy = Options.Width == 1, ends = _stop >= 0 && (!isGreedy || IsStopLikeliest());
            if (ends && soFar + (_logits[_stop] - sum) is var ended && ended / _powers[length] > best.Score)
            {
                (best, bestRow) = (new(length - 1, true, ended, ended / _powers[length]), row);
            }

            if (ends && isGreedy)
            {
                return;   // what else might follow is not looked at
            }

            for (int rank = 0; rank < _ranking.Count; rank++)
            {
                int token = _ranking.TokenAt(rank, _logits);
                if (!_front.Offer(row, token, soFar + (_logits[token] - sum)))
                {
                    break;
                }
            }
        }
    }

    private bool IsStopLikeliest()
    {
        int other = _ranking.Count == 0 ? _stop : _ranking.TokenAt(0, _logits);
        return _logits[_stop] > _logits[other] || (_logits[_stop] == _logits[other] && _stop <= other);
    }

    private static double Power(int length, float exponent) => exponent switch
    {
        0 => 1,
        1 => length,
        _ => VectorMath.Exp(exponent * VectorMath.Log(length)),
    };
}
