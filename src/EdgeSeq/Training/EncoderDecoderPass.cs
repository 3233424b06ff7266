using EdgeSeq.Memory;

namespace EdgeSeq.Training;

/// <summary>
/// Encoder and decoder over the rows of a batch, forward and back: what training and evaluation share. In training the
/// decoder reads the true token before each (teacher forcing), and the zero input before the first.
/// </summary>
internal sealed class EncoderDecoderPass<TEncoder, TDecoder> : IDisposable
    where TEncoder : struct, ISequenceModel
    where TDecoder : struct, ILanguageModel
{
    private readonly Model<TEncoder> _encoder;
    private readonly Model<TDecoder> _decoder;
    private readonly StateHandOver _handOver = new(TEncoder.Shape, TDecoder.Shape);
    private readonly int _batch, _sourceWindow, _targetWindow, _encoderWorkspaceSize, _decoderWorkspaceSize;

    // The decoder's inputs and the steps of its rows; and targets for an output layer of the encoder that nobody uses.
    private readonly int[] _decoderTokens, _decoderLengths, _noClasses;
    private readonly float[] _noValues;

    // What is checked is what runs.
    private readonly BatchCopy _sources;
    private readonly int[] _targets;

    private readonly NativeBlock _block;
    private readonly long _decoderStatesAt, _encoderGradientsAt, _decoderGradientsAt, _encoderWorkspaceAt, _decoderWorkspaceAt;

    /// <summary>Memory for batches of one size.</summary>
    /// <param name="encoder">Reads the source.</param>
    /// <param name="decoder">Writes the target.</param>
    /// <param name="batch">All rows.</param>
    /// <param name="microBatch">Rows that run at a time; null for what suits the caches.</param>
    /// <param name="sourceWindow">Steps of the longest source.</param>
    /// <param name="targetWindow">Tokens of the longest target.</param>
    /// <param name="owner">Whom errors name.</param>
    /// <exception cref="ArgumentException">The shapes have different states, a size is below 1, or a workspace exceeds what a span can hold.</exception>
    public EncoderDecoderPass(Model<TEncoder> encoder, Model<TDecoder> decoder, int batch, int? microBatch, int sourceWindow, int targetWindow, Type owner)
    {
        Require.That(sourceWindow >= 1, sourceWindow, "a source has at least 1 step");
        (_encoder, _decoder) = (encoder, decoder);
        (_batch, _sourceWindow, _targetWindow) = (batch, sourceWindow, targetWindow);
        int rowsAtATime = microBatch ?? MicroBatches.RowsAtATime(batch, (long)sourceWindow + targetWindow, (long)TEncoder.ParameterSize + TDecoder.ParameterSize);
        RowsAtATime = rowsAtATime;
        _encoderWorkspaceSize = TEncoder.WorkspaceSize(rowsAtATime, sourceWindow);
        _decoderWorkspaceSize = TDecoder.WorkspaceSize(rowsAtATime, targetWindow);
        ModelShape source = TEncoder.Shape;
        Require.FitsSpan((long)batch * sourceWindow * Math.Max(1, source.Inputs), "A batch of sources");
        Require.FitsSpan((long)batch * targetWindow, "A batch of targets");
        Require.FitsSpan((long)rowsAtATime * Math.Max(TEncoder.StateSize, TDecoder.StateSize), "The states of a batch");
        Require.FitsSpan((long)source.OutputRows(rowsAtATime, sourceWindow) * source.Outputs, "The outputs of the encoder");

        int unused = source.OutputRows(rowsAtATime, sourceWindow);
        (_decoderTokens, _decoderLengths) = (new int[batch * targetWindow], new int[batch]);
        _noClasses = new int[source.Head == Head.Softmax ? unused : 0];
        _noValues = new float[source.Head is Head.Sigmoid or Head.Linear ? unused * source.Outputs : 0];
        (_sources, _targets) = (new BatchCopy(source, batch, sourceWindow), new int[batch * targetWindow]);
        _noClasses.AsSpan().Fill(-1);
        _noValues.AsSpan().Fill(float.NaN);

        _decoderStatesAt = NativeBlock.Padded((long)rowsAtATime * TEncoder.StateSize);
        _encoderGradientsAt = _decoderStatesAt + NativeBlock.Padded((long)rowsAtATime * TDecoder.StateSize);
        _decoderGradientsAt = _encoderGradientsAt + _decoderStatesAt;
        _encoderWorkspaceAt = _decoderGradientsAt + NativeBlock.Padded((long)rowsAtATime * TDecoder.StateSize);
        _decoderWorkspaceAt = _encoderWorkspaceAt + NativeBlock.Padded(_encoderWorkspaceSize);
        _block = new NativeBlock(_decoderWorkspaceAt + _decoderWorkspaceSize, owner);
    }

    /// <summary>Rows that run at a time; the last time may have fewer.</summary>
    public int RowsAtATime { get; }

    /// <summary>Checks a batch and prepares the decoder's inputs.</summary>
    /// <param name="source">Becomes a copy that nobody else writes.</param>
    /// <param name="targets">Likewise.</param>
    /// <returns>How many targets count.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a token is out of range, or an input is NaN or infinite; nothing was changed.</exception>
    public int Prepare(ref SequenceInput source, ref ReadOnlySpan<int> targets)
    {
        source = _sources.Of(source);
        targets = BatchCopy.Of(targets, _targets);
        BatchCheck.Input(source, TEncoder.Shape, _batch, _sourceWindow);
        Require.Length(targets.Length, _batch * _targetWindow, nameof(targets), "tokens (batch x window)");
        int counted = BatchCheck.CountTokens(targets, 0, targets.Length, TDecoder.Shape.Vocabulary, nameof(targets), "tokens");
        for (int row = 0; row < _batch; row++)
        {
            ReadOnlySpan<int> target = targets.Slice(row * _targetWindow, _targetWindow);
            Span<int> read = _decoderTokens.AsSpan(row * _targetWindow, _targetWindow);
            read[0] = -1;
            target[..^1].CopyTo(read[1..]);
            _decoderLengths[row] = target.LastIndexOfAnyExcept(-1) + 1;
        }

        return counted;
    }

    /// <summary>Runs some rows of the prepared batch.</summary>
    public void Forward(in SequenceInput source, int row, Dropout encoderDropout, Dropout decoderDropout)
    {
        int rows = RowsFrom(row);
        Span<float> encoded = EncoderStates(rows), decoded = DecoderStates(rows);
        encoded.Clear();
        TEncoder.Forward(_encoder.HeldParameters, EncoderInput(source, row, encoderDropout), encoded, EncoderWorkspace, rows, _sourceWindow);
        decoded.Clear();
        for (int i = 0; i < rows; i++)
        {
            _handOver.ToDecoder(encoded.Slice(i * TEncoder.StateSize, TEncoder.StateSize), decoded.Slice(i * TDecoder.StateSize, TDecoder.StateSize));
        }

        TDecoder.Forward(_decoder.HeldParameters, DecoderInput(row, decoderDropout), decoded, DecoderWorkspace, rows, _targetWindow);
    }

    /// <summary>After <see cref="Forward"/>: the loss of these rows, summed onto <paramref name="sum"/>.</summary>
    public double Loss(ReadOnlySpan<int> targets, int row, double sum) =>
        TDecoder.Loss(_decoder.HeldParameters, DecoderInput(row, default), Targets(targets, row), DecoderWorkspace, RowsFrom(row), _targetWindow, sum);

    /// <summary>After <see cref="Forward"/>: loss, and backpropagation of these rows through the decoder, the hand-over and the encoder.</summary>
    public double Backward(
        in SequenceInput source, ReadOnlySpan<int> targets, int row, Dropout encoderDropout, Dropout decoderDropout, float scale,
        ModelGradients<TEncoder> encoder, ModelGradients<TDecoder> decoder, double sum)
    {
        int rows = RowsFrom(row);
        Span<float> first = _block.Section(_decoderGradientsAt, rows * TDecoder.StateSize), last = _block.Section(_encoderGradientsAt, rows * TEncoder.StateSize);
        first.Clear();
        sum = TDecoder.Backward(
            _decoder.HeldParameters, decoder.Transposed, DecoderInput(row, decoderDropout), Targets(targets, row), scale,
            decoder.All, first, DecoderWorkspace, rows, _targetWindow, sum);
        last.Clear();
        for (int i = 0; i < rows; i++)
        {
            _handOver.ToEncoder(first.Slice(i * TDecoder.StateSize, TDecoder.StateSize), last.Slice(i * TEncoder.StateSize, TEncoder.StateSize));
        }

        TEncoder.Backward(
            _encoder.HeldParameters, encoder.Transposed, EncoderInput(source, row, encoderDropout), NoTarget(rows), scale,
            encoder.All, last, EncoderWorkspace, rows, _sourceWindow, 0);
        return sum;
    }

    /// <summary>Frees states and workspaces; not the models.</summary>
    public void Dispose() => _block.Dispose();

    private Span<float> EncoderStates(int rows) => _block.Section(0, rows * TEncoder.StateSize);

    private Span<float> DecoderStates(int rows) => _block.Section(_decoderStatesAt, rows * TDecoder.StateSize);

    private Span<float> EncoderWorkspace => _block.Section(_encoderWorkspaceAt, _encoderWorkspaceSize);

    private Span<float> DecoderWorkspace => _block.Section(_decoderWorkspaceAt, _decoderWorkspaceSize);

    private int RowsFrom(int row) => Math.Min(RowsAtATime, _batch - row);

    private SequenceInput EncoderInput(in SequenceInput source, int row, Dropout dropout) =>
        (source with { Dropout = dropout }).Rows(row, RowsFrom(row), _sourceWindow, TEncoder.Shape.Inputs);

    private SequenceInput DecoderInput(int row, Dropout dropout) =>
        new SequenceInput { Tokens = _decoderTokens, Lengths = _decoderLengths, Dropout = dropout }.Rows(row, RowsFrom(row), _targetWindow, 0);

    private SequenceTarget Targets(ReadOnlySpan<int> targets, int row) => targets.Slice(row * _targetWindow, RowsFrom(row) * _targetWindow);

    private SequenceTarget NoTarget(int rows) => new SequenceTarget { Classes = _noClasses, Values = _noValues }
        .Rows(0, rows, TEncoder.Shape.OutputRows(1, _sourceWindow), TEncoder.Shape.Outputs);
}
