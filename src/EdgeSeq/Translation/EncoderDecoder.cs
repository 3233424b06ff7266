using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq.Translation;

/// <summary>
/// Turns a source into a target, such as for translation: the encoder reads the source, and the decoder writes from the encoder's
/// last states on, greedily (a beam of width 1) or by beam search. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TEncoder">Reads the source: tokens or vectors. Its output layer, if it has one, is not used.</typeparam>
/// <typeparam name="TDecoder">Writes the target, with the same cell and hidden sizes.</typeparam>
/// <remarks>
/// The search is that of <see cref="BeamSearch{TShape}"/>, its length penalty included. The same source and models give the same tokens
/// on every machine. One thread at a time.
/// </remarks>
public sealed class EncoderDecoder<TEncoder, TDecoder> : IDisposable
    where TEncoder : struct, ISequenceModel
    where TDecoder : struct, ILanguageModel
{
    private readonly Model<TEncoder> _encoderModel;
    private readonly WeightPair _weights;
    private readonly StateHandOver _handOver = new(TEncoder.Shape, TDecoder.Shape);
    private readonly BeamSearch<TDecoder> _search;
    private readonly int _sourceWindow, _workspaceSize;
    private readonly NativeBlock _block;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly long _workspaceAt;

    /// <summary>A translator, so to speak, for sources up to a length.</summary>
    /// <param name="encoder">Read at every call; stays the caller's to dispose.</param>
    /// <param name="decoder">Read at every call; stays the caller's to dispose.</param>
    /// <param name="sourceWindow">Steps of the longest source, at least 1.</param>
    /// <param name="options">How the decoder searches; the defaults if null.</param>
    /// <exception cref="ArgumentException">
    /// The shapes differ in cell or hidden sizes, the encoder reads in both directions, an option is out of range, or a size exceeds what
    /// a span can hold.
    /// </exception>
    public EncoderDecoder(Model<TEncoder> encoder, Model<TDecoder> decoder, int sourceWindow, BeamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        Require.That(sourceWindow >= 1, sourceWindow, "a source has at least 1 step");
        (_encoderModel, _sourceWindow) = (encoder, sourceWindow);
        _workspaceSize = TEncoder.WorkspaceSize(1, sourceWindow);
        _weights = new WeightPair(encoder.Weights, decoder.Weights);
        _search = new BeamSearch<TDecoder>(decoder, options, _weights.Second);
        _workspaceAt = NativeBlock.Padded(TEncoder.StateSize);
        _block = new NativeBlock(_workspaceAt + _workspaceSize, typeof(EncoderDecoder<TEncoder, TDecoder>));
        _copy = new BatchCopy(TEncoder.Shape, 1, sourceWindow);
        _lifetime = new Lifetime(typeof(EncoderDecoder<TEncoder, TDecoder>), [_search, _weights, _block], encoder.Lifetime, decoder.Lifetime);
    }

    /// <summary>The options, as given.</summary>
    public BeamOptions Options => _search.Options;

    /// <summary>Reads a source and writes its target.</summary>
    /// <param name="source">Tokens or vectors of one sequence, at most as many steps as the source window; may be empty. Its dropout is ignored.</param>
    /// <param name="output">Receives the target without the stop token; if it is shorter than the longest one allowed, it is the limit. May overlap the source.</param>
    /// <returns>How much was written, how likely it is, and whether the stop token ended it.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a token is out of range, or an input is NaN or infinite; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The decoder's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">This or one of its models was disposed.</exception>
    public BeamResult Decode(SequenceInput source, Span<int> output)
    {
        source = _copy.Of(source, _encoderModel.Normalizer);
        int steps = CheckedSteps(source);
        using Lifetime.Use use = _lifetime.Enter();
        _weights.Renew();
        Span<float> state = _block.Section(0, TEncoder.StateSize);
        state.Clear();
        if (steps > 0)
        {
            TEncoder.Forward(_weights.First.Held, source with { Dropout = default }, state, _block.Section(_workspaceAt, _workspaceSize), 1, steps);
        }

        _handOver.ToDecoder(state, _search.StartState());
        return _search.SearchFromState(output);
    }

    /// <summary>Frees states and workspace; not the models.</summary>
    public void Dispose() => _lifetime.Close();

    private int CheckedSteps(in SequenceInput source)
    {
        ModelShape shape = TEncoder.Shape;
        int steps = shape.Vocabulary > 0 ? source.Tokens.Length : source.Vectors.Length / shape.Inputs;
        if (steps > _sourceWindow || !source.Lengths.IsEmpty)
        {
            throw new ArgumentException(
                $"The source is one sequence of 0 to {_sourceWindow} steps, the source window, and needs no lengths; it has {steps} steps and {source.Lengths.Length} lengths.",
                nameof(source));
        }

        BatchCheck.Input(source, shape, 1, steps);
        return steps;
    }
}
