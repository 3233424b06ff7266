using EdgeSeq.Memory;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>
/// Encoder and decoder over the rows of a batch, forward and back: what training and evaluation share. In training the
/// decoder reads the true token before each (teacher forcing), and the zero input before the first. Threads share the rows and pass on the
/// gradients as in <see cref="TrainingPass{TShape}"/>.
/// </summary>
internal sealed class EncoderDecoderPass<TEncoder, TDecoder> : IShared, IDisposable
    where TEncoder : struct, ITrainableModel
    where TDecoder : struct, ILanguageModel, ITrainableModel
{
    /// <summary>As in <see cref="TrainingPass{TShape}"/>.</summary>
    private const int SharesPerThread = 8;

    private readonly Model<TEncoder> _encoder;
    private readonly WeightPair _weights;
    private readonly StateHandOver _handOver = new(TEncoder.Shape, TDecoder.Shape);
    private readonly Team _team;
    private readonly RowPlan _plan;
    private readonly Turns _turns;
    private readonly Action _run;
    private readonly int _sourceWindow, _targetWindow, _encoderWorkspaceSize, _decoderWorkspaceSize, _unused;

    // The decoder's inputs and the steps of its rows; and targets for an output layer of the encoder that nobody uses.
    private readonly int[] _decoderTokens, _decoderLengths, _noClasses;
    private readonly float[] _noValues, _losses;

    // What is checked is what runs.
    private readonly BatchCopy _sources;
    private readonly int[] _targets;

    // A part for each thread.
    private readonly NativeBlock _block;
    private readonly long _decoderStatesAt, _encoderGradientsAt, _decoderGradientsAt, _encoderLossesAt, _encoderWorkspaceAt, _decoderWorkspaceAt, _partSize;

    // The step that the threads run.
    private SharedBatch _batch;
    private Step _step;

    /// <summary>Memory for batches of one size.</summary>
    /// <param name="encoder">Reads the source.</param>
    /// <param name="decoder">Writes the target.</param>
    /// <param name="team">Who runs it.</param>
    /// <param name="batch">All rows.</param>
    /// <param name="microBatch">Rows that a thread runs at a time; null for what suits the caches.</param>
    /// <param name="sourceWindow">Steps of the longest source.</param>
    /// <param name="targetWindow">Tokens of the longest target.</param>
    /// <param name="learns">Whether it trains; else it evaluates.</param>
    /// <param name="owner">Whom errors name.</param>
    /// <exception cref="ArgumentException">The shapes have different states, a size is below 1, or a workspace exceeds what a span can hold.</exception>
    public EncoderDecoderPass(
        Model<TEncoder> encoder, Model<TDecoder> decoder, Team team, int batch, int? microBatch, int sourceWindow, int targetWindow, bool learns, Type owner)
    {
        Require.That(sourceWindow >= 1, sourceWindow, "a source has at least 1 step");
        (_encoder, _team) = (encoder, team);
        (_sourceWindow, _targetWindow) = (sourceWindow, targetWindow);
        _plan = new RowPlan(
            batch, microBatch ?? MicroBatches.RowsAtATime(batch, (long)sourceWindow + targetWindow, (long)TEncoder.ParameterSize + TDecoder.ParameterSize), team.Size);
        int rows = _plan.RowsAtATime;
        bool sharesGradients = learns && team.Size > 1;
        _encoderWorkspaceSize = sharesGradients ? TEncoder.AdjointWorkspaceSize(rows, sourceWindow) : TEncoder.WorkspaceSize(rows, sourceWindow);
        _decoderWorkspaceSize = sharesGradients ? TDecoder.AdjointWorkspaceSize(rows, targetWindow) : TDecoder.WorkspaceSize(rows, targetWindow);
        ModelShape source = TEncoder.Shape;
        Require.FitsSpan((long)batch * sourceWindow * Math.Max(1, source.Inputs), "A batch of sources");
        Require.FitsSpan((long)batch * targetWindow, "A batch of targets");
        Require.FitsSpan((long)rows * Math.Max(TEncoder.StateSize, TDecoder.StateSize), "The states of a batch");
        Require.FitsSpan((long)source.OutputRows(rows, sourceWindow) * source.Outputs, "The outputs of the encoder");

        _unused = source.OutputRows(rows, sourceWindow);
        (_decoderTokens, _decoderLengths) = (new int[batch * targetWindow], new int[batch]);
        _noClasses = new int[source.Head == Head.Softmax ? _unused : 0];
        _noValues = new float[source.HasValues ? _unused * source.Outputs : 0];
        _losses = new float[team.Size == 1 ? 0 : batch * targetWindow];
        (_sources, _targets) = (new BatchCopy(source, batch, sourceWindow), new int[batch * targetWindow]);
        _noClasses.AsSpan().Fill(-1);
        _noValues.AsSpan().Fill(float.NaN);

        _decoderStatesAt = NativeBlock.Padded((long)rows * TEncoder.StateSize);
        _encoderGradientsAt = _decoderStatesAt + NativeBlock.Padded((long)rows * TDecoder.StateSize);
        _decoderGradientsAt = _encoderGradientsAt + _decoderStatesAt;
        _encoderLossesAt = _decoderGradientsAt + NativeBlock.Padded((long)rows * TDecoder.StateSize);
        _encoderWorkspaceAt = _encoderLossesAt + NativeBlock.Padded(_unused);
        _decoderWorkspaceAt = _encoderWorkspaceAt + NativeBlock.Padded(_encoderWorkspaceSize);
        _partSize = _decoderWorkspaceAt + NativeBlock.Padded(_decoderWorkspaceSize);
        _block = new NativeBlock(_partSize * team.Size, owner);
        _turns = new Turns(SharesPerThread * team.Size, team.Size);
        _run = () => _team.Run(this);
        _weights = new WeightPair(encoder.Weights, decoder.Weights);
    }

    /// <summary>Checks a batch and prepares the decoder's inputs.</summary>
    /// <param name="source">Becomes a copy that nobody else writes.</param>
    /// <param name="targets">Likewise.</param>
    /// <returns>How many targets count.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a token is out of range, or an input is NaN or infinite; nothing was changed.</exception>
    public int Prepare(ref SequenceInput source, ref ReadOnlySpan<int> targets)
    {
        source = _sources.Of(source, _encoder.Normalizer);
        targets = BatchCopy.Of(targets, _targets);
        BatchCheck.Input(source, TEncoder.Shape, _decoderLengths.Length, _sourceWindow);
        Require.Length(targets.Length, _targets.Length, nameof(targets), "tokens (batch x window)");
        int counted = BatchCheck.CountTokens(targets, 0, targets.Length, TDecoder.Shape.Vocabulary, nameof(targets), "tokens");
        for (int row = 0; row < _decoderLengths.Length; row++)
        {
            ReadOnlySpan<int> target = targets.Slice(row * _targetWindow, _targetWindow);
            Span<int> read = _decoderTokens.AsSpan(row * _targetWindow, _targetWindow);
            read[0] = -1;
            target[..^1].CopyTo(read[1..]);
            _decoderLengths[row] = target.LastIndexOfAnyExcept(-1) + 1;
        }

        return counted;
    }

    /// <summary>The loss of the prepared batch, summed onto <paramref name="sum"/> row by row.</summary>
    public double Evaluate(in SequenceInput source, ReadOnlySpan<int> targets, double sum)
    {
        _step = default;
        _weights.Renew();
        RefuseMasked(targets);
        if (_team.Size > 1)
        {
            return RunTogether(source, targets, sum);
        }

        for (int round = 0; round < _plan.Rounds; round++)
        {
            var part = new Rows(0, _plan.Of(round, 0));
            Forward(source, part);
            sum = Loss(targets, part, sum, default);
        }

        return sum;
    }

    /// <summary>The summed loss of the prepared batch, whose scaled gradients are added to those of both models.</summary>
    public double Train(in SequenceInput source, ReadOnlySpan<int> targets, in Step step)
    {
        _step = step;
        _weights.Renew();
        RefuseMasked(targets);
        if (_team.Size > 1)
        {
            _turns.Restart();
            return RunTogether(source, targets, 0);
        }

        double sum = 0;
        for (int round = 0; round < _plan.Rounds; round++)
        {
            var part = new Rows(0, _plan.Of(round, 0));
            Forward(source, part);
            sum = Backward(source, targets, part, sum);
        }

        return sum;
    }

    /// <exception cref="ArgumentException">A target is masked; nothing has run yet.</exception>
    private void RefuseMasked(ReadOnlySpan<int> targets) =>
        MaskedClasses<TDecoder>.Refuse(_weights.Second.Held, targets, default, _decoderLengths.Length, _targetWindow);

    /// <summary>Frees states and workspaces; not the models.</summary>
    public void Dispose()
    {
        _weights.Dispose();
        _block.Dispose();
    }

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        if (_step.Decoder is null)
        {
            Evaluate(part);
            return;
        }

        try
        {
            for (int round = 0; round < _plan.Rounds; round++)
            {
                var rows = new Rows(part, _plan.Of(round, part));
                if (rows.Count > 0)
                {
                    Forward(_batch.Input, rows);
                    Adjoints(_batch.Input, _batch.Target.Classes, rows);
                }

                Accumulate(_batch.Input, rows, turn: (round * _team.Size) + part);
            }
        }
        catch
        {
            _turns.Abandon();   // or the others would wait for this one
            throw;
        }
    }

    /// <returns>All losses, summed onto <paramref name="sum"/> row by row.</returns>
    private double RunTogether(in SequenceInput source, ReadOnlySpan<int> targets, double sum)
    {
        Array.Clear(_losses);   // those behind the last steps of rows stay zero
        SharedBatch.Share(ref _batch, source, targets, _run);
        foreach (float loss in _losses)
        {
            sum += loss;
        }

        return sum;
    }

    private void Evaluate(int part)
    {
        for (int round = 0; round < _plan.Rounds; round++)
        {
            var rows = new Rows(part, _plan.Of(round, part));
            if (rows.Count > 0)
            {
                Forward(_batch.Input, rows);
                Loss(_batch.Target.Classes, rows, 0, LossesOf(rows));
            }
        }
    }

    private double Loss(ReadOnlySpan<int> targets, Rows rows, double sum, Span<float> losses) => TDecoder.Loss(
        _weights.Second.Held, DecoderInput(rows), Targets(targets, rows), DecoderWorkspace(rows), rows.Count, _targetWindow, sum, losses);

    private void Forward(in SequenceInput source, Rows rows)
    {
        Span<float> encoded = Section(rows, 0, rows.Count * TEncoder.StateSize), decoded = Section(rows, _decoderStatesAt, rows.Count * TDecoder.StateSize);
        encoded.Clear();
        TEncoder.Forward(_weights.First.Held, EncoderInput(source, rows), encoded, EncoderWorkspace(rows), rows.Count, _sourceWindow);
        decoded.Clear();
        for (int i = 0; i < rows.Count; i++)
        {
            _handOver.ToDecoder(encoded.Slice(i * TEncoder.StateSize, TEncoder.StateSize), decoded.Slice(i * TDecoder.StateSize, TDecoder.StateSize));
        }

        TDecoder.Forward(_weights.Second.Held, DecoderInput(rows), decoded, DecoderWorkspace(rows), rows.Count, _targetWindow);
    }

    /// <summary>After <see cref="Forward"/>: loss, and backpropagation through the decoder, the hand-over and the encoder.</summary>
    private double Backward(in SequenceInput source, ReadOnlySpan<int> targets, Rows rows, double sum)
    {
        Span<float> first = DecoderGradients(rows);
        first.Clear();
        sum = TDecoder.Backward(
            _weights.Second.Held, _step.Decoder!.Transposed, DecoderInput(rows), Targets(targets, rows), _step.Scale,
            _step.Decoder.All, first, DecoderWorkspace(rows), rows.Count, _targetWindow, sum);
        TEncoder.Backward(
            _weights.First.Held, _step.Encoder!.Transposed, EncoderInput(source, rows), NoTarget(rows), _step.Scale,
            _step.Encoder.All, HandedBack(first, rows), EncoderWorkspace(rows), rows.Count, _sourceWindow, 0);
        return sum;
    }

    /// <summary>As <see cref="Backward"/>, up to the gradients of weights.</summary>
    private void Adjoints(in SequenceInput source, ReadOnlySpan<int> targets, Rows rows)
    {
        Span<float> first = DecoderGradients(rows);
        first.Clear();
        TDecoder.Adjoints(
            _weights.Second.Held, _step.Decoder!.Transposed, DecoderInput(rows), Targets(targets, rows), _step.Scale,
            first, DecoderWorkspace(rows), LossesOf(rows), rows.Count, _targetWindow);
        TEncoder.Adjoints(
            _weights.First.Held, _step.Encoder!.Transposed, EncoderInput(source, rows), NoTarget(rows), _step.Scale,
            HandedBack(first, rows), EncoderWorkspace(rows), Section(rows, _encoderLossesAt, _unused), rows.Count, _sourceWindow);
    }

    private void Accumulate(in SequenceInput source, Rows rows, int turn)
    {
        for (int thing = 0; thing < _turns.Things && _turns.Await(thing, turn); thing++)
        {
            if (rows.Count > 0)
            {
                var share = new WorkShare(thing, _turns.Things);
                TDecoder.Accumulate(DecoderInput(rows), _step.Decoder!.All, DecoderWorkspace(rows), rows.Count, _targetWindow, share);
                TEncoder.Accumulate(EncoderInput(source, rows), _step.Encoder!.All, EncoderWorkspace(rows), rows.Count, _sourceWindow, share);
            }

            _turns.Pass(thing);
        }
    }

    /// <summary>The gradients of the encoder's last states.</summary>
    private Span<float> HandedBack(ReadOnlySpan<float> first, Rows rows)
    {
        Span<float> last = Section(rows, _encoderGradientsAt, rows.Count * TEncoder.StateSize);
        last.Clear();
        for (int i = 0; i < rows.Count; i++)
        {
            _handOver.ToEncoder(first.Slice(i * TDecoder.StateSize, TDecoder.StateSize), last.Slice(i * TEncoder.StateSize, TEncoder.StateSize));
        }

        return last;
    }

    private Span<float> Section(Rows rows, long at, int length) => _block.Section((rows.Part * _partSize) + at, length);

    private Span<float> LossesOf(Rows rows) => _losses.AsSpan(rows.First * _targetWindow, rows.Count * _targetWindow);

    private Span<float> DecoderGradients(Rows rows) => Section(rows, _decoderGradientsAt, rows.Count * TDecoder.StateSize);

    private Span<float> EncoderWorkspace(Rows rows) => Section(rows, _encoderWorkspaceAt, _encoderWorkspaceSize);

    private Span<float> DecoderWorkspace(Rows rows) => Section(rows, _decoderWorkspaceAt, _decoderWorkspaceSize);

    private SequenceInput EncoderInput(in SequenceInput source, Rows rows) =>
        (source with { Dropout = _step.EncoderDropout }).Rows(rows.First, rows.Count, _sourceWindow, TEncoder.Shape.Inputs);

    private SequenceInput DecoderInput(Rows rows) =>
        new SequenceInput { Tokens = _decoderTokens, Lengths = _decoderLengths, Dropout = _step.DecoderDropout }.Rows(rows.First, rows.Count, _targetWindow, 0);

    private SequenceTarget Targets(ReadOnlySpan<int> targets, Rows rows) => targets.Slice(rows.First * _targetWindow, rows.Count * _targetWindow);

    private SequenceTarget NoTarget(Rows rows) => new SequenceTarget { Classes = _noClasses, Values = _noValues }
        .Rows(0, rows.Count, TEncoder.Shape.OutputRows(1, _sourceWindow), TEncoder.Shape.Outputs);

    /// <summary>What a training step is.</summary>
    /// <param name="Scale">What losses are multiplied by before differentiation.</param>
    /// <param name="EncoderDropout">What the encoder drops.</param>
    /// <param name="DecoderDropout">What the decoder drops.</param>
    /// <param name="Encoder">Takes the encoder's gradients.</param>
    /// <param name="Decoder">Takes the decoder's.</param>
    internal readonly record struct Step(
        float Scale, Dropout EncoderDropout, Dropout DecoderDropout, ModelGradients<TEncoder>? Encoder, ModelGradients<TDecoder>? Decoder);

    /// <summary>Some rows of the batch, in the memory of one thread.</summary>
    private readonly record struct Rows(int Part, int First, int Count)
    {
        public Rows(int part, (int First, int Count) rows)
            : this(part, rows.First, rows.Count)
        {
        }
    }
}
