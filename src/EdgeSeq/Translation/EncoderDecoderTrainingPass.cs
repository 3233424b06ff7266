using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Training;

namespace EdgeSeq.Translation;

/// <summary>
/// Encoder and decoder over the rows of a batch, forward and back. Threads pass on the gradients as in <see cref="TrainingPass{TShape}"/>.
/// </summary>
internal sealed class EncoderDecoderTrainingPass<TEncoder, TDecoder> : EncoderDecoderPass<TEncoder, TDecoder>
    where TEncoder : struct, ITrainableModel
    where TDecoder : struct, ILanguageModel, ITrainableModel
{
    /// <summary>As in <see cref="TrainingPass{TShape}"/>.</summary>
    private const int SharesPerThread = 8;

    private readonly Turns _turns;
    private readonly int _unused;

    // Targets for an output layer of the encoder that nobody uses.
    private readonly int[] _noClasses;
    private readonly float[] _noValues;
    private readonly long _decoderGradientsAt, _encoderLossesAt, _memoryGradientsAt;

    // What the decoder reads of its own; null where it reads the target alone.
    private readonly OwnTokens<TDecoder>? _ownTokens;

    // The step that the threads run.
    private Step _step;

    /// <summary>Memory for batches of one size.</summary>
    /// <param name="encoder">Reads the source.</param>
    /// <param name="decoder">Writes the target.</param>
    /// <param name="team">Who runs it.</param>
    /// <param name="batch">All rows.</param>
    /// <param name="microBatch">Rows that a thread runs at a time; null for what suits the caches.</param>
    /// <param name="sourceWindow">Steps of the longest source.</param>
    /// <param name="targetWindow">Tokens of the longest target.</param>
    /// <param name="sampling">How often the decoder reads its own choice; null for never.</param>
    /// <param name="owner">Whom errors name.</param>
    /// <exception cref="ArgumentException">The shapes have different states, a size is below 1, or a workspace exceeds what a span can hold.</exception>
    public EncoderDecoderTrainingPass(
        Model<TEncoder> encoder, Model<TDecoder> decoder, Team team, int batch, int? microBatch, int sourceWindow, int targetWindow, ScheduledSampling? sampling, Type owner)
        : this(encoder, decoder, team, PlanOf(team, batch, microBatch, sourceWindow, targetWindow), batch, sourceWindow, targetWindow, sampling, owner)
    {
    }

    private EncoderDecoderTrainingPass(
        Model<TEncoder> encoder, Model<TDecoder> decoder, Team team, RowPlan plan, int batch, int sourceWindow, int targetWindow, ScheduledSampling? sampling, Type owner)
        : base(encoder, decoder, team, plan, batch, sourceWindow, targetWindow, MemoryOf(team, plan.RowsAtATime, sourceWindow, targetWindow), owner)
    {
        ModelShape source = TEncoder.Shape;
        int rows = plan.RowsAtATime;
        _unused = source.OutputRows(rows, sourceWindow);
        _noClasses = new int[source.Head == Head.Softmax ? _unused : 0];
        _noValues = new float[source.HasValues ? _unused * source.Outputs : 0];
        _noClasses.AsSpan().Fill(-1);
        _noValues.AsSpan().Fill(float.NaN);
        _decoderGradientsAt = OwnAt + NativeBlock.Padded((long)rows * TEncoder.StateSize);
        _encoderLossesAt = _decoderGradientsAt + NativeBlock.Padded((long)rows * TDecoder.StateSize);
        _memoryGradientsAt = _encoderLossesAt + NativeBlock.Padded(_unused);
        _turns = new Turns(SharesPerThread * team.Size, team.Size);
        _ownTokens = sampling is null ? null : new OwnTokens<TDecoder>(sampling, team, rows, batch, targetWindow, owner);
    }

    /// <summary>The summed loss of the prepared batch, whose scaled gradients are added to those of both models.</summary>
    public double Train(in SequenceInput source, ReadOnlySpan<int> targets, in Step step)
    {
        (_step, EncoderDropout, DecoderDropout) = (step, step.EncoderDropout, step.DecoderDropout);
        Renew(targets);
        _ownTokens?.Begin(step.Number, step.Batch);
        if (Team.Size > 1)
        {
            _turns.Restart();
            return RunTogether(source, targets, 0);
        }

        double sum = 0;
        for (int round = 0; round < Plan.Rounds; round++)
        {
            var part = new Rows(0, Plan.Of(round, 0));
            Forward(source, part);
            sum = Backward(source, targets, part, sum);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ownTokens?.Dispose();
        base.Dispose();
    }

    private protected override void ChooseTokens(ReadOnlySpan<float> first, Rows rows) =>
        _ownTokens?.Write(DecoderWeights, first, DecoderTokens(rows), DecoderLengths(rows), rows.Part, rows.First);

    private protected override void RunPart(int part)
    {
        try
        {
            for (int round = 0; round < Plan.Rounds; round++)
            {
                var rows = new Rows(part, Plan.Of(round, part));
                if (rows.Count > 0)
                {
                    Forward(Batch.Input, rows);
                    Adjoints(Batch.Input, Batch.Target.Classes, rows);
                }

                Accumulate(Batch.Input, rows, turn: (round * Team.Size) + part);
            }
        }
        catch
        {
            _turns.Abandon();   // or the others would wait for this one
            throw;
        }
    }

    private static PassMemory MemoryOf(Team team, int rows, int sourceWindow, int targetWindow)
    {
        long own = NativeBlock.Padded((long)rows * TEncoder.StateSize) + NativeBlock.Padded((long)rows * TDecoder.StateSize) + NativeBlock.Padded(TEncoder.Shape.OutputRows(rows, sourceWindow))
            + NativeBlock.Padded(TDecoder.Shape.Memories.IsEmpty ? 0 : (long)sourceWindow * TEncoder.Shape.Outputs);
        return team.Size == 1 ? new(0, 0, own) : new(TEncoder.AdjointWorkspaceSize(rows, sourceWindow), TDecoder.AdjointWorkspaceSize(rows, targetWindow), own);   // several threads share the gradients
    }

    /// <summary>After the forward pass: loss, and backpropagation through the decoder, the hand-over and the encoder.</summary>
    private double Backward(in SequenceInput source, ReadOnlySpan<int> targets, Rows rows, double sum)
    {
        Span<float> first = DecoderGradients(rows);
        first.Clear();
        sum = TDecoder.Backward(
            DecoderWeights, _step.Decoder!.Transposed, DecoderInput(rows), Targets(targets, rows), _step.Scale,
            _step.Decoder.All, first, DecoderWorkspace(rows), rows.Count, TargetWindow, sum);
        TEncoder.Backward(
            EncoderWeights, _step.Encoder!.Transposed, EncoderInput(source, rows), EncoderTarget(source, first, rows), _step.Scale,
            _step.Encoder.All, HandedBack(first, rows), EncoderWorkspace(rows), rows.Count, SourceWindow, 0);
        return sum;
    }

    /// <summary>As <see cref="Backward"/>, up to the gradients of weights.</summary>
    private void Adjoints(in SequenceInput source, ReadOnlySpan<int> targets, Rows rows)
    {
        Span<float> first = DecoderGradients(rows);
        first.Clear();
        TDecoder.Adjoints(
            DecoderWeights, _step.Decoder!.Transposed, DecoderInput(rows), Targets(targets, rows), _step.Scale,
            first, DecoderWorkspace(rows), LossesOf(rows), rows.Count, TargetWindow);
        TEncoder.Adjoints(
            EncoderWeights, _step.Encoder!.Transposed, EncoderInput(source, rows), EncoderTarget(source, first, rows), _step.Scale,
            HandedBack(first, rows), EncoderWorkspace(rows), Section(rows, _encoderLossesAt, _unused), rows.Count, SourceWindow);
    }

    private void Accumulate(in SequenceInput source, Rows rows, int turn)
    {
        for (int thing = 0; thing < _turns.Things && _turns.Await(thing, turn); thing++)
        {
            if (rows.Count > 0)
            {
                var share = new WorkShare(thing, _turns.Things);
                TDecoder.Accumulate(DecoderInput(rows), _step.Decoder!.All, DecoderWorkspace(rows), rows.Count, TargetWindow, share);
                TEncoder.Accumulate(EncoderInput(source, rows), _step.Encoder!.All, EncoderWorkspace(rows), rows.Count, SourceWindow, share);
            }

            _turns.Pass(thing);
        }
    }

    /// <summary>The gradients of the encoder's last states.</summary>
    private Span<float> HandedBack(ReadOnlySpan<float> first, Rows rows)
    {
        Span<float> last = Section(rows, OwnAt, rows.Count * TEncoder.StateSize);
        last.Clear();
        for (int i = 0; i < rows.Count; i++)
        {
            HandOver.ToEncoder(first.Slice(i * TDecoder.StateSize, TDecoder.StateSize), last.Slice(i * TEncoder.StateSize, TEncoder.StateSize));
        }

        return last;
    }

    private Span<float> DecoderGradients(Rows rows) => Section(rows, _decoderGradientsAt, rows.Count * TDecoder.StateSize);

    /// <summary>What teaches the encoder's outputs: what the decoder made of them where it remembers them, else nothing.</summary>
    private SequenceTarget EncoderTarget(in SequenceInput source, ReadOnlySpan<float> first, Rows rows)
    {
        if (Memory.RowSize == 0)
        {
            return NoTarget(rows);
        }

        Span<float> outputs = EncoderOutputs(rows), scratch = Section(rows, _memoryGradientsAt, SourceWindow * Memory.RowSize);
        for (int i = 0; i < rows.Count; i++)
        {
            Memory.ToEncoder(first.Slice(i * TDecoder.StateSize, TDecoder.StateSize), OutputsOf(outputs, i), scratch, source.LengthOf(rows.First + i, SourceWindow), _step.Scale);
        }

        return outputs;
    }

    private SequenceTarget NoTarget(Rows rows) => new SequenceTarget { Classes = _noClasses, Values = _noValues }
        .Rows(0, rows.Count, TEncoder.Shape.OutputRows(1, SourceWindow), TEncoder.Shape.Outputs);

    /// <summary>What a training step is.</summary>
    /// <param name="Scale">What losses are multiplied by before differentiation.</param>
    /// <param name="EncoderDropout">What the encoder drops.</param>
    /// <param name="DecoderDropout">What the decoder drops.</param>
    /// <param name="Encoder">Takes the encoder's gradients.</param>
    /// <param name="Decoder">Takes the decoder's.</param>
    /// <param name="Number">Updates applied so far.</param>
    /// <param name="Batch">Number of the batch.</param>
    internal readonly record struct Step(
        float Scale, Dropout EncoderDropout, Dropout DecoderDropout, ModelGradients<TEncoder>? Encoder, ModelGradients<TDecoder>? Decoder, long Number, ulong Batch);
}
