using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Training;

namespace EdgeSeq.Translation;

/// <summary>
/// Trains an encoder and a decoder together, such as for translation (Sutskever et al. 2014, Cho et al. 2014): the encoder
/// reads a source, its last states become the decoder's first, and the decoder learns to write the target. Both learn from the
/// decoder's loss; gradients flow back through the hand-over. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TEncoder">Reads the source: tokens or vectors. Its output layer, if it has one, is not used.</typeparam>
/// <typeparam name="TDecoder">Writes the target, with the same cell and hidden sizes.</typeparam>
/// <remarks>
/// Teacher forcing: the decoder reads the true token before each, and the zero input (token -1) before the first; with <see cref="TrainerOptions.ScheduledSampling"/> now and then its own. Every row is a
/// sequence of its own; nothing is carried on. One thread at a time. Dispose the trainer before its models.
/// </remarks>
public sealed partial class EncoderDecoderTrainer<TEncoder, TDecoder> : IDisposable
    where TEncoder : struct, ITrainableModel
    where TDecoder : struct, ILanguageModel, ITrainableModel
{
    private readonly EncoderDecoderTrainingPass<TEncoder, TDecoder> _pass;
    private readonly Team _team;
    private readonly ModelGradients<TEncoder> _encoder;
    private readonly ModelGradients<TDecoder> _decoder;

    // What the future depends on besides the models: the moments of both.
    private readonly NativeBlock _memory;
    private readonly Lifetime _lifetime;
    private readonly long _decoderMomentsAt;
    private BatchAccumulation _accumulation;
    private BetaPowers _powers = BetaPowers.Start;   // of both models, which are updated together

    /// <summary>A trainer at the start of its schedule.</summary>
    /// <param name="encoder">Updated in place; stays the caller's to dispose.</param>
    /// <param name="decoder">Updated in place; stays the caller's to dispose.</param>
    /// <param name="sourceWindow">Steps of the longest source, at least 1.</param>
    /// <param name="options">How to train. Its window is the decoder's: tokens of the longest target, its stop token included.</param>
    /// <exception cref="ArgumentException">
    /// The decoder has no attention, and the shapes differ in cell or hidden sizes or the encoder reads in both directions; the decoder has one, and the encoder's outputs do not suit its memory or a
    /// source may be longer than that; an option is out of range, or a workspace exceeds what a span can hold.
    /// </exception>
    public EncoderDecoderTrainer(Model<TEncoder> encoder, Model<TDecoder> decoder, int sourceWindow, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(TDecoder.Shape);
        options.ValidateGroups((TEncoder.Shape, EncoderPrefix), (TDecoder.Shape, DecoderPrefix));
        if (options.TiesOutput)
        {
            throw new ArgumentException("An encoder and a decoder are trained with all weights of their own: leave TiesOutput at false.", nameof(options));
        }

        if (options.SampledSoftmax is not null)
        {
            throw new ArgumentException("A decoder is trained over all its classes: leave SampledSoftmax at null.", nameof(options));
        }

        if (options.QuantizationAware is not null)
        {
            throw new ArgumentException("An encoder and a decoder are trained with the weights as they are: leave QuantizationAware at null.", nameof(options));
        }

        Options = options;
        Type owner = typeof(EncoderDecoderTrainer<TEncoder, TDecoder>);
        _accumulation = new BatchAccumulation(options.AccumulatedBatches);
        _decoderMomentsAt = NativeBlock.Padded(EncoderMomentsSize);
        _team = new Team(Team.SizeFor(options.Threads, options.Batch));
        _pass = new(encoder, decoder, _team, options.Batch, options.MicroBatch, sourceWindow, options.Window, options.ScheduledSampling, owner);
        _encoder = new ModelGradients<TEncoder>(encoder, _team, owner, options, EncoderPrefix);
        _decoder = new ModelGradients<TDecoder>(decoder, _team, owner, options, DecoderPrefix);
        _memory = new NativeBlock(_decoderMomentsAt + DecoderMomentsSize, owner);
        _lifetime = new Lifetime(owner, [_team, _pass, _encoder, _decoder, _memory], encoder.Lifetime, decoder.Lifetime);
        _encoder.CopyTied();
        _decoder.CopyTied();
    }

    /// <summary>The options, as given.</summary>
    public TrainerOptions Options { get; }

    /// <summary>Updates applied so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>Steps rejected so far because loss or gradient were not finite.</summary>
    public long RejectedCount { get; private set; }

    /// <summary>The learning rate that the next update will use.</summary>
    public float LearningRate => Options.Schedule.RateAt(StepCount);

    /// <summary>Runs a batch and updates both models once.</summary>
    /// <param name="source">[batch x source window] tokens or vectors, row-major, with lengths where rows are shorter. Dropout is the trainer's own.</param>
    /// <param name="targets">
    /// [batch x window] tokens that the decoder should write, 0 to V - 1, and -1 behind the end of a row. End each with a stop
    /// token, or the decoder does not learn to end.
    /// </param>
    /// <returns>Loss and norm of the gradient of both models before the update, and whether it was applied.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a token is out of range or masked, or an input is NaN or infinite; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The schedule gave a rate that is negative or not finite, or <see cref="ScheduledSampling"/> a share outside 0 to 1; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or one of its models was disposed.</exception>
    public TrainingStep Step(SequenceInput source, ReadOnlySpan<int> targets)
    {
        int counted = _pass.Prepare(ref source, ref targets);
        float rate = GradientClipping.CheckedRate(Options.Schedule, StepCount);
        using Lifetime.Use use = _lifetime.Enter();
        double sum = counted == 0 ? 0 : Accumulate(source, targets, _accumulation.ScaleFor(counted)), loss = counted == 0 ? 0 : sum / counted;
        if (!_accumulation.Add(counted) && double.IsFinite(sum))
        {
            return new(loss, 0, counted == 0 ? TrainingOutcome.NoTargets : TrainingOutcome.Accumulated);
        }

        float correction = _accumulation.Correction;
        bool hasTargets = _accumulation.Counted > 0;
        _accumulation.Reset();
        return hasTargets ? Conclude(loss, correction, rate) : new(0, 0, TrainingOutcome.NoTargets);
    }

    /// <summary>
    /// Gives the weights of both models to two others, which others read at the same time. Readers of the two as a pair
    /// (<see cref="EncoderDecoder{TEncoder, TDecoder}"/>, <see cref="EncoderDecoderEvaluator{TEncoder, TDecoder}"/>) have the old weights of both
    /// until a call of theirs ends, and the new ones of both from the next call on; no call waits, and no lock is taken.
    /// </summary>
    /// <param name="encoder">
    /// A model of its own, read on any threads and written by nobody else. It stays the caller's to dispose. Weights alone are given, so it carries the
    /// <see cref="Model{TShape}.Normalizer"/> of the encoder that is trained, as a <see cref="Model{TShape}.Clone"/> does.
    /// </param>
    /// <param name="decoder">Likewise.</param>
    /// <exception cref="ArgumentException">One is a model that is trained, both are one model, or a normaliser is another; nothing was published.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or a model was disposed.</exception>
    public void Publish(Model<TEncoder> encoder, Model<TDecoder> decoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        encoder.RequireServes(_encoder.Model, nameof(encoder));
        decoder.RequireServes(_decoder.Model, nameof(decoder));
        if (ReferenceEquals(encoder, decoder) || ReferenceEquals(encoder, _decoder.Model) || ReferenceEquals(decoder, _encoder.Model))
        {
            throw new ArgumentException("The encoder and the decoder that are served are two models, and neither of them is trained; make both with Clone().", nameof(decoder));
        }

        using Lifetime.Use use = _lifetime.Enter(), first = encoder.Lifetime.Enter(), second = decoder.Lifetime.Enter();
        WeightBlocks.PublishPair(encoder.Weights, _encoder.Model.HeldParameters, decoder.Weights, _decoder.Model.HeldParameters);
    }

    /// <summary>Gives two other models the averages of the weights (<see cref="TrainerOptions.Average"/>), to measure, serve or save it; the training goes on as if nobody had. Allocates nothing.</summary>
    /// <param name="encoder">A model of its own that nobody reads meanwhile, made with <see cref="Model{TShape}.Clone"/>: weights alone are copied. Before the average begins it receives the weights as they are.</param>
    /// <param name="decoder">Likewise.</param>
    /// <exception cref="InvalidOperationException">The trainer keeps no average.</exception>
    /// <exception cref="ArgumentException">One is a model that is trained.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or a model was disposed.</exception>
    public void CopyAverageTo(Model<TEncoder> encoder, Model<TDecoder> decoder)
    {
        using Lifetime.Use use = _lifetime.Enter();
        _encoder.CopyAverageTo(encoder, Options, EncoderMoments, StepCount, nameof(encoder));
        _decoder.CopyAverageTo(decoder, Options, DecoderMoments, StepCount, nameof(decoder));
    }

    /// <summary>Frees gradients, moments and workspaces; not the models.</summary>
    public void Dispose() => _lifetime.Close();

    private double Accumulate(in SequenceInput source, ReadOnlySpan<int> targets, float scale)
    {
        // Seeds of their own, or both would drop the same units.
        ulong seed = Options.DropoutSeed + (ulong)StepCount;
        int firstRow = _accumulation.Done * Options.Batch;
        Dropout encoderDropout = Options.DropoutOf(seed, firstRow), decoderDropout = Options.DropoutOf(~seed, firstRow);
        _encoder.Refresh();
        _decoder.Refresh();
        return _pass.Train(source, targets, new(scale, encoderDropout, decoderDropout, _encoder, _decoder, StepCount, ((ulong)StepCount * (ulong)Options.AccumulatedBatches) + (ulong)_accumulation.Done));
    }

    private TrainingStep Conclude(double loss, float correction, float rate)
    {
        if (!GradientClipping.TryClip([_encoder, _decoder], loss, Options, correction, out double norm, out float scale))
        {
            RejectedCount++;
            return new(loss, norm, TrainingOutcome.RejectedNonFinite);
        }

        _powers = Options.Optimizer.Advanced(_powers);
        StepCount++;
        _encoder.Update(new(Options, _memory, 0, scale, rate, _powers, StepCount));
        _decoder.Update(new(Options, _memory, _decoderMomentsAt, scale, rate, _powers, StepCount));
        return new(loss, norm, TrainingOutcome.Applied);
    }

    private int EncoderMomentsSize => ModelGradients<TEncoder>.MomentsSize(Options);

    private int DecoderMomentsSize => ModelGradients<TDecoder>.MomentsSize(Options);
}
