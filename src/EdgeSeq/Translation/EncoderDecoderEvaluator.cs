using EdgeSeq.Memory;
using EdgeSeq.Threads;

namespace EdgeSeq.Translation;

/// <summary>
/// The loss of an encoder and a decoder on held-out pairs, with teacher forcing as in training. After construction it allocates
/// nothing.
/// </summary>
/// <typeparam name="TEncoder">Reads the source.</typeparam>
/// <typeparam name="TDecoder">Writes the target, with the same cell and hidden sizes.</typeparam>
/// <remarks>Losses are summed in double, row by row, step by step. One thread at a time.</remarks>
public sealed class EncoderDecoderEvaluator<TEncoder, TDecoder> : IDisposable
    where TEncoder : struct, ISequenceModel
    where TDecoder : struct, ILanguageModel
{
    private readonly EncoderDecoderPass<TEncoder, TDecoder> _pass;
    private readonly Lifetime _lifetime;

    /// <summary>An evaluator for batches of one size.</summary>
    /// <param name="encoder">Read at every call; stays the caller's to dispose.</param>
    /// <param name="decoder">Read at every call; stays the caller's to dispose.</param>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="sourceWindow">Steps of the longest source, at least 1.</param>
    /// <param name="window">Tokens of the longest target, at least 1.</param>
    /// <param name="threads">Threads that share the rows, the caller's included; 0 for as many as there are processors. The number changes no bit.</param>
    /// <exception cref="ArgumentException">
    /// The decoder has no attention, and the shapes differ in cell or hidden sizes or the encoder reads in both directions; the decoder has one, and the encoder's outputs do not suit its memory or a
    /// source may be longer than that; a size is below 1, threads are negative, or a workspace exceeds what a span can hold.
    /// </exception>
    public EncoderDecoderEvaluator(Model<TEncoder> encoder, Model<TDecoder> decoder, int batch, int sourceWindow, int window, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        Require.That(batch >= 1, batch, "a batch has at least 1 row");
        Require.That(window >= 1, window, "a window has at least 1 step");
        Team.Validate(threads, nameof(threads));
        Type owner = typeof(EncoderDecoderEvaluator<TEncoder, TDecoder>);
        var team = new Team(Team.SizeFor(threads, batch));
        _pass = new(encoder, decoder, team, batch, sourceWindow, window, owner);
        _lifetime = new Lifetime(owner, [team, _pass], encoder.Lifetime, decoder.Lifetime);
    }

    /// <summary>Cross-entropy in nats of all targets counted since the last reset.</summary>
    public double Sum { get; private set; }

    /// <summary>Targets counted since the last reset.</summary>
    public long Count { get; private set; }

    /// <summary>Mean loss a target since the last reset; 0 if none counted.</summary>
    public double Loss => Count == 0 ? 0 : Sum / Count;

    /// <summary>Runs a batch and adds its loss to <see cref="Sum"/>.</summary>
    /// <param name="source">[batch x source window] tokens or vectors, row-major, with lengths where rows are shorter. Its dropout is ignored.</param>
    /// <param name="targets">[batch x window] tokens, 0 to V - 1, and -1 behind the end of a row.</param>
    /// <exception cref="ArgumentException">A length is wrong, a token is out of range or masked, or an input is NaN or infinite; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The evaluator or one of its models was disposed.</exception>
    public void Add(SequenceInput source, ReadOnlySpan<int> targets)
    {
        int counted = _pass.Prepare(ref source, ref targets);
        using Lifetime.Use use = _lifetime.Enter();
        Sum = _pass.Evaluate(source, targets, Sum);
        Count += counted;
    }

    /// <summary>Forgets the losses.</summary>
    public void Reset() => (Sum, Count) = (0, 0);

    /// <summary>Frees states and workspaces; not the models.</summary>
    public void Dispose() => _lifetime.Close();
}
