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
    private readonly Model<TDecoder> _decoderModel;
    private readonly WeightPair _weights;
    private readonly StateHandOver _handOver = new(TEncoder.Shape, TDecoder.Shape);
    private readonly MemoryHandOver _memory;
    private readonly BeamSearch<TDecoder> _search;
    private readonly int _sourceWindow, _workspaceSize;
    private readonly NativeBlock _block;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly long _workspaceAt, _outputsAt;

    /// <summary>A translator, so to speak, for sources up to a length.</summary>
    /// <param name="encoder">Read at every call; stays the caller's to dispose.</param>
    /// <param name="decoder">Read at every call; stays the caller's to dispose.</param>
    /// <param name="sourceWindow">Steps of the longest source, at least 1.</param>
    /// <param name="options">How the decoder searches; the defaults if null.</param>
    /// <exception cref="ArgumentException">
    /// The decoder has no attention, and the shapes differ in cell or hidden sizes or the encoder reads in both directions; the decoder has one, and the encoder's outputs do not suit its memory or a
    /// source may be longer than that; an option is out of range, or a size exceeds what a span can hold.
    /// </exception>
    public EncoderDecoder(Model<TEncoder> encoder, Model<TDecoder> decoder, int sourceWindow, BeamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        Require.That(sourceWindow >= 1, sourceWindow, "a source has at least 1 step");
        (_encoderModel, _decoderModel, _sourceWindow) = (encoder, decoder, sourceWindow);
        _memory = new MemoryHandOver(TEncoder.Shape, TDecoder.Shape, sourceWindow);
        _workspaceSize = TEncoder.WorkspaceSize(1, sourceWindow);
        _weights = new WeightPair(encoder.Weights, decoder.Weights);
        _search = new BeamSearch<TDecoder>(decoder, options, _weights.Second);
        _workspaceAt = NativeBlock.Padded(TEncoder.StateSize);
        _outputsAt = _workspaceAt + NativeBlock.Padded(_workspaceSize);
        _block = new NativeBlock(_outputsAt + ((long)sourceWindow * _memory.RowSize), typeof(EncoderDecoder<TEncoder, TDecoder>));
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
        int steps = Checked(ref source);
        using Lifetime.Use use = _lifetime.Enter();
        _weights.Renew();
        Read(source, steps, _search.StartState());
        return _search.SearchFromState(output);
    }

    /// <summary>
    /// Where an attention of the decoder looks while it writes a target that is given, such as one that was decoded: for each of its tokens the weights of the
    /// source's steps, which sum to 1.
    /// </summary>
    /// <param name="source">As in <see cref="Decode"/>.</param>
    /// <param name="target">The target, 0 to V - 1 each, with or without its stop token.</param>
    /// <param name="weights">Receives [target length x source steps] weights, row-major; of an empty source nothing.</param>
    /// <param name="attention">Which attention, by its name in the network's text; null for the first one.</param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, a token is out of range, an input is NaN or infinite, the weights overlap the target, or the decoder has no such attention; nothing was written.
    /// </exception>
    /// <exception cref="ObjectDisposedException">This or one of its models was disposed.</exception>
    public void Align(SequenceInput source, ReadOnlySpan<int> target, Span<float> weights, string? attention = null)
    {
        MemoryInfo memory = TDecoder.Shape.FindMemory(attention);
        int steps = Checked(ref source);
        if (BatchCheck.CountTokens(target, 0, target.Length, TDecoder.Shape.Vocabulary, nameof(target), "tokens") < target.Length)
        {
            throw new ArgumentException($"target[{target.IndexOf(-1)}] is -1, and only tokens that were written can be aligned: end the target before it.", nameof(target));
        }

        Require.Length(weights.Length, target.Length * steps, nameof(weights), "weights (target x source)");
        Require.Apart<float, int>(weights, target, nameof(weights), nameof(target));
        using Lifetime.Use use = _lifetime.Enter();
        _weights.Renew();
        Span<float> state = _search.StartState();
        Read(source, steps, state);
        int token = _decoderModel.StartToken ?? -1;
        for (int i = 0; i < target.Length; i++)
        {
            TDecoder.Step(_weights.Second.Held, state, token);
            state.Slice(memory.WeightsOffset, steps).CopyTo(weights[(i * steps)..]);
            token = target[i];
        }
    }

    /// <summary>Frees states and workspace; not the models.</summary>
    public void Dispose() => _lifetime.Close();

    /// <summary>The encoder reads, and the decoder's first state has what it leaves behind.</summary>
    private void Read(in SequenceInput source, int steps, Span<float> first)
    {
        Span<float> state = _block.Section(0, TEncoder.StateSize);
        state.Clear();
        if (steps > 0)
        {
            SequenceInput input = source with { Dropout = default };
            Span<float> workspace = _block.Section(_workspaceAt, _workspaceSize), outputs = _block.Section(_outputsAt, steps * _memory.RowSize);
            TEncoder.Forward(_weights.First.Held, input, state, workspace, 1, steps);
            if (_memory.RowSize > 0)
            {
                TEncoder.Outputs(_weights.First.Held, input, outputs, workspace, 1, steps);
                _memory.ToDecoder(outputs, steps, first);
            }
        }

        _handOver.ToDecoder(state, first);
    }

    /// <summary>Makes the source a copy that nobody else writes, and counts its steps.</summary>
    private int Checked(ref SequenceInput source)
    {
        source = _copy.Of(source, _encoderModel.Normalizer);
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
