using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Training;

namespace EdgeSeq.Translation;

/// <summary>
/// Encoder and decoder over the rows of a batch, forward to the loss: all of evaluation, half of training. The
/// decoder reads the true token before each (teacher forcing), and the start token or the zero input before the first. Threads share the rows.
/// </summary>
internal class EncoderDecoderPass<TEncoder, TDecoder> : IShared, IDisposable
    where TEncoder : struct, ISequenceModel
    where TDecoder : struct, ILanguageModel
{
    private readonly Model<TEncoder> _encoder;
    private readonly Model<TDecoder> _decoder;
    private readonly WeightPair _weights;
    private readonly Action _run;
    private readonly int _encoderWorkspaceSize, _decoderWorkspaceSize;

    // The decoder's inputs and the steps of its rows.
    private readonly int[] _decoderTokens, _decoderLengths;
    private readonly float[] _losses;

    // What is checked is what runs.
    private readonly BatchCopy _sources;
    private readonly int[] _targets;

    // A part for each thread.
    private readonly NativeBlock _block;
    private readonly long _decoderStatesAt, _encoderWorkspaceAt, _decoderWorkspaceAt, _outputsAt, _partSize;

    private SharedBatch _batch;

    /// <summary>Memory for batches of one size.</summary>
    /// <param name="encoder">Reads the source.</param>
    /// <param name="decoder">Writes the target.</param>
    /// <param name="team">Who runs it.</param>
    /// <param name="batch">All rows.</param>
    /// <param name="sourceWindow">Steps of the longest source.</param>
    /// <param name="targetWindow">Tokens of the longest target.</param>
    /// <param name="owner">Whom errors name.</param>
    /// <exception cref="ArgumentException">The shapes have different states, a size is below 1, or a workspace exceeds what a span can hold.</exception>
    public EncoderDecoderPass(Model<TEncoder> encoder, Model<TDecoder> decoder, Team team, int batch, int sourceWindow, int targetWindow, Type owner)
        : this(encoder, decoder, team, PlanOf(team, batch, null, sourceWindow, targetWindow), batch, sourceWindow, targetWindow, default, owner)
    {
    }

    /// <summary>Memory for a plan.</summary>
    /// <param name="encoder">Reads the source.</param>
    /// <param name="decoder">Writes the target.</param>
    /// <param name="team">Who runs it.</param>
    /// <param name="plan">Which rows run at a time.</param>
    /// <param name="batch">All rows.</param>
    /// <param name="sourceWindow">Steps of the longest source.</param>
    /// <param name="targetWindow">Tokens of the longest target.</param>
    /// <param name="needs">What else training needs.</param>
    /// <param name="owner">Whom errors name.</param>
    private protected EncoderDecoderPass(
        Model<TEncoder> encoder, Model<TDecoder> decoder, Team team, RowPlan plan, int batch, int sourceWindow, int targetWindow, PassMemory needs, Type owner)
    {
        (_encoder, _decoder, Team, Plan) = (encoder, decoder, team, plan);
        Memory = new MemoryHandOver(TEncoder.Shape, TDecoder.Shape, sourceWindow);
        (SourceWindow, TargetWindow) = (sourceWindow, targetWindow);
        int rows = plan.RowsAtATime;
        _encoderWorkspaceSize = Math.Max(needs.EncoderWorkspace, TEncoder.WorkspaceSize(rows, sourceWindow));
        _decoderWorkspaceSize = Math.Max(needs.DecoderWorkspace, TDecoder.WorkspaceSize(rows, targetWindow));
        ModelShape source = TEncoder.Shape;
        Require.FitsSpan((long)batch * sourceWindow * Math.Max(1, source.Inputs), "A batch of sources");
        Require.FitsSpan((long)batch * targetWindow, "A batch of targets");
        Require.FitsSpan((long)rows * Math.Max(TEncoder.StateSize, TDecoder.StateSize), "The states of a batch");
        Require.FitsSpan((long)source.OutputRows(rows, sourceWindow) * source.Outputs, "The outputs of the encoder");

        (_decoderTokens, _decoderLengths) = (new int[batch * targetWindow], new int[batch]);
        _losses = new float[team.Size == 1 ? 0 : batch * targetWindow];
        (_sources, _targets) = (new BatchCopy(source, batch, sourceWindow), new int[batch * targetWindow]);

        _decoderStatesAt = NativeBlock.Padded((long)rows * TEncoder.StateSize);
        _encoderWorkspaceAt = _decoderStatesAt + NativeBlock.Padded((long)rows * TDecoder.StateSize);
        _decoderWorkspaceAt = _encoderWorkspaceAt + NativeBlock.Padded(_encoderWorkspaceSize);
        _outputsAt = _decoderWorkspaceAt + NativeBlock.Padded(_decoderWorkspaceSize);
        OwnAt = _outputsAt + NativeBlock.Padded((long)rows * sourceWindow * Memory.RowSize);
        _partSize = OwnAt + needs.Own;
        _block = new NativeBlock(_partSize * team.Size, owner);
        _run = () => Team.Run(this);
        _weights = new WeightPair(encoder.Weights, decoder.Weights);
    }

    private protected StateHandOver HandOver { get; } = new(TEncoder.Shape, TDecoder.Shape);

    private protected MemoryHandOver Memory { get; }

    private protected Team Team { get; }

    private protected RowPlan Plan { get; }

    private protected int SourceWindow { get; }

    private protected int TargetWindow { get; }

    /// <summary>What the encoder drops.</summary>
    private protected Dropout EncoderDropout { get; set; }

    /// <summary>What the decoder drops.</summary>
    private protected Dropout DecoderDropout { get; set; }

    /// <summary>Where the memory of a thread begins that training uses.</summary>
    private protected long OwnAt { get; }

    /// <summary>The batch that the threads run.</summary>
    private protected ref readonly SharedBatch Batch => ref _batch;

    private protected ReadOnlySpan<float> EncoderWeights => _weights.First.Held;

    private protected ReadOnlySpan<float> DecoderWeights => _weights.Second.Held;

    /// <summary>Checks a batch and prepares the decoder's inputs.</summary>
    /// <param name="source">Becomes a copy that nobody else writes.</param>
    /// <param name="targets">Likewise.</param>
    /// <returns>How many targets count.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a token is out of range, or an input is NaN or infinite; nothing was changed.</exception>
    public int Prepare(ref SequenceInput source, ref ReadOnlySpan<int> targets)
    {
        source = _sources.Of(source, _encoder.Normalizer);
        targets = BatchCopy.Of(targets, _targets);
        BatchCheck.Input(source, TEncoder.Shape, _decoderLengths.Length, SourceWindow);
        Require.Length(targets.Length, _targets.Length, nameof(targets), "tokens (batch x window)");
        int counted = BatchCheck.CountTokens(targets, 0, targets.Length, TDecoder.Shape.Vocabulary, nameof(targets), "tokens");
        for (int row = 0; row < _decoderLengths.Length; row++)
        {
            ReadOnlySpan<int> target = targets.Slice(row * TargetWindow, TargetWindow);
            Span<int> read = _decoderTokens.AsSpan(row * TargetWindow, TargetWindow);
            read[0] = _decoder.StartToken ?? -1;
            target[..^1].CopyTo(read[1..]);
            _decoderLengths[row] = target.LastIndexOfAnyExcept(-1) + 1;
        }

        return counted;
    }

    /// <summary>The loss of the prepared batch, summed onto <paramref name="sum"/> row by row.</summary>
    public double Evaluate(in SequenceInput source, ReadOnlySpan<int> targets, double sum)
    {
        Renew(targets);
        if (Team.Size > 1)
        {
            return RunTogether(source, targets, sum);
        }

        for (int round = 0; round < Plan.Rounds; round++)
        {
            var part = new Rows(0, Plan.Of(round, 0));
            Forward(source, part);
            sum = Loss(targets, part, sum, default);
        }

        return sum;
    }

    /// <summary>Looks for weights that were published meanwhile.</summary>
    /// <exception cref="ArgumentException">A target is masked; nothing has run yet.</exception>
    private protected void Renew(ReadOnlySpan<int> targets)
    {
        _weights.Renew();
        MaskedClasses<TDecoder>.Refuse(DecoderWeights, targets, default, _decoderLengths.Length, TargetWindow);
    }

    /// <summary>Which rows run at a time.</summary>
    private protected static RowPlan PlanOf(Team team, int batch, int? microBatch, int sourceWindow, int targetWindow)
    {
        Require.That(sourceWindow >= 1, sourceWindow, "a source has at least 1 step");
        return new RowPlan(
            batch, microBatch ?? MicroBatches.RowsAtATime(batch, (long)sourceWindow + targetWindow, (long)TEncoder.ParameterSize + TDecoder.ParameterSize), team.Size);
    }

    /// <summary>Frees states and workspaces; not the models.</summary>
    public virtual void Dispose()
    {
        _weights.Dispose();
        _block.Dispose();
    }

    /// <inheritdoc/>
    void IShared.Run(int part) => RunPart(part);

    /// <summary>What a thread does with its rows of the batch: here their losses.</summary>
    private protected virtual void RunPart(int part)
    {
        for (int round = 0; round < Plan.Rounds; round++)
        {
            var rows = new Rows(part, Plan.Of(round, part));
            if (rows.Count > 0)
            {
                Forward(Batch.Input, rows);
                Loss(Batch.Target.Classes, rows, 0, LossesOf(rows));
            }
        }
    }

    /// <returns>All losses, summed onto <paramref name="sum"/> row by row.</returns>
    private protected double RunTogether(in SequenceInput source, ReadOnlySpan<int> targets, double sum)
    {
        Array.Clear(_losses);   // those behind the last steps of rows stay zero
        SharedBatch.Share(ref _batch, source, targets, _run);
        foreach (float loss in _losses)
        {
            sum += loss;
        }

        return sum;
    }

    private double Loss(ReadOnlySpan<int> targets, Rows rows, double sum, Span<float> losses) => TDecoder.Loss(
        DecoderWeights, DecoderInput(rows), Targets(targets, rows), DecoderWorkspace(rows), rows.Count, TargetWindow, sum, losses);

    private protected void Forward(in SequenceInput source, Rows rows)
    {
        Span<float> encoded = Section(rows, 0, rows.Count * TEncoder.StateSize), decoded = Section(rows, _decoderStatesAt, rows.Count * TDecoder.StateSize);
        encoded.Clear();
        TEncoder.Forward(EncoderWeights, EncoderInput(source, rows), encoded, EncoderWorkspace(rows), rows.Count, SourceWindow);
        decoded.Clear();
        Span<float> outputs = EncoderOutputs(rows);
        if (Memory.RowSize > 0)
        {
            TEncoder.Outputs(EncoderWeights, EncoderInput(source, rows), outputs, EncoderWorkspace(rows), rows.Count, SourceWindow);
        }

        for (int i = 0; i < rows.Count; i++)
        {
            Span<float> first = decoded.Slice(i * TDecoder.StateSize, TDecoder.StateSize);
            HandOver.ToDecoder(encoded.Slice(i * TEncoder.StateSize, TEncoder.StateSize), first);
            Memory.ToDecoder(OutputsOf(outputs, i), source.LengthOf(rows.First + i, SourceWindow), first);
        }

        ChooseTokens(decoded, rows);
        TDecoder.Forward(DecoderWeights, DecoderInput(rows), decoded, DecoderWorkspace(rows), rows.Count, TargetWindow);
    }

    /// <summary>Changes what the decoder reads, once its first states are known: here nothing.</summary>
    private protected virtual void ChooseTokens(ReadOnlySpan<float> first, Rows rows)
    {
    }

    private protected Span<int> DecoderTokens(Rows rows) => _decoderTokens.AsSpan(rows.First * TargetWindow, rows.Count * TargetWindow);

    private protected ReadOnlySpan<int> DecoderLengths(Rows rows) => _decoderLengths.AsSpan(rows.First, rows.Count);

    private protected Span<float> Section(Rows rows, long at, int length) => _block.Section((rows.Part * _partSize) + at, length);

    private protected Span<float> LossesOf(Rows rows) => _losses.AsSpan(rows.First * TargetWindow, rows.Count * TargetWindow);

    private protected Span<float> EncoderWorkspace(Rows rows) => Section(rows, _encoderWorkspaceAt, _encoderWorkspaceSize);

    private protected Span<float> DecoderWorkspace(Rows rows) => Section(rows, _decoderWorkspaceAt, _decoderWorkspaceSize);

    /// <summary>The encoder's outputs of some rows, where the decoder remembers them; else empty.</summary>
    private protected Span<float> EncoderOutputs(Rows rows) => Section(rows, _outputsAt, rows.Count * SourceWindow * Memory.RowSize);

    /// <summary>Those of one of them.</summary>
    private protected Span<float> OutputsOf(Span<float> outputs, int row) => outputs.Slice(row * SourceWindow * Memory.RowSize, SourceWindow * Memory.RowSize);

    private protected SequenceInput EncoderInput(in SequenceInput source, Rows rows) =>
        (source with { Dropout = EncoderDropout }).Rows(rows.First, rows.Count, SourceWindow, TEncoder.Shape.Inputs);

    private protected SequenceInput DecoderInput(Rows rows) =>
        new SequenceInput { Tokens = _decoderTokens, Lengths = _decoderLengths, Dropout = DecoderDropout }.Rows(rows.First, rows.Count, TargetWindow, 0);

    private protected SequenceTarget Targets(ReadOnlySpan<int> targets, Rows rows) => targets.Slice(rows.First * TargetWindow, rows.Count * TargetWindow);

    /// <summary>Some rows of the batch, in the memory of one thread.</summary>
    private protected readonly record struct Rows(int Part, int First, int Count)
    {
        public Rows(int part, (int First, int Count) rows)
            : this(part, rows.First, rows.Count)
        {
        }
    }
}

/// <summary>What training needs beyond evaluation.</summary>
/// <param name="EncoderWorkspace">Floats of workspace of the encoder.</param>
/// <param name="DecoderWorkspace">Floats of workspace of the decoder.</param>
/// <param name="Own">Floats of a thread.</param>
internal readonly record struct PassMemory(int EncoderWorkspace, int DecoderWorkspace, long Own);
