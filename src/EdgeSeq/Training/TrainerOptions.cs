using EdgeSeq.Losses;
using EdgeSeq.Quantization;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Translation;

namespace EdgeSeq.Training;

/// <summary>How a model is trained. Validated when a trainer is constructed.</summary>
public sealed record TrainerOptions
{
    /// <summary>Rows of a batch, each a sequence with its own carried state; at least 1. Default 16.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Steps of a row between two updates, which is how far gradients reach back; at least 1. Default 64.</summary>
    public int Window { get; init; } = 64;

    /// <summary>
    /// Rows that a thread runs at a time; null, the default, for as many as suit the caches, often 8. Fewer need less workspace, and give the same bits,
    /// since rows are processed and their gradients added in row order either way.
    /// </summary>
    public int? MicroBatch { get; init; }

    /// <summary>
    /// Threads that run a step, the caller's included: 1 by default, 0 for as many as there are processors. They take rows, so no more than
    /// <see cref="Batch"/> are used; more is no error. The number changes no bit. Each beyond the first has a workspace of its own,
    /// with room for the gradients of all its outputs, and lives until the trainer is disposed.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Batches that make one update, at least 1, the default. The gradient is that of the mean loss over the targets of all of them: one batch of all their rows
    /// would give the same, where all count as many targets and their number is a power of two to the bit. Steps before the last are <see cref="TrainingOutcome.Accumulated"/>.
    /// </summary>
    public int AccumulatedBatches { get; init; } = 1;

    /// <summary>The loss, over the outputs of a linear head; null, the default, for that of the head (<see cref="EdgeSeq.Head"/>).</summary>
    public SequenceLoss? Loss { get; init; }

    /// <summary>Trains with a sample of the classes; null, the default, for all of them. Not beside <see cref="Loss"/> or <see cref="QuantizationAware"/>, and not for <see cref="EncoderDecoderTrainer{TEncoder, TDecoder}"/>.</summary>
    public SampledSoftmax? SampledSoftmax { get; init; }

    /// <summary>Lets a decoder read its own choices while it learns; null, the default, for the target's tokens alone (teacher forcing). Only for <see cref="EncoderDecoderTrainer{TEncoder, TDecoder}"/>.</summary>
    public ScheduledSampling? ScheduledSampling { get; init; }

    /// <summary>The update rule. Default <see cref="Adam"/> as its paper has it.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>Parameters that are trained in another way: without decay, at another rate, or not at all. Default none.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>
    /// Whether the output layer has the learned vectors of the tokens as its weights (tied weights: Press and Wolf 2017): the vectors learn from both, and every update copies them to the output layer, as
    /// the trainer does when it is constructed. Files hold both tensors, as a state dictionary of PyTorch does. For stacks with <c>Embedding</c> = <c>Hidden</c> and as many outputs as tokens. Default false.
    /// </summary>
    public bool TiesOutput { get; init; }

    /// <summary>
    /// A mean of the weights beside them; null, the default, for none. <c>CopyAverageTo</c> of a trainer gives it, and <c>Fit</c> validates and ends with it. It takes as
    /// much memory as the weights and changes nothing in the training.
    /// </summary>
    public WeightAverage? Average { get; init; }

    /// <summary>The learning rate of each step. Default <see cref="ConstantRate"/> of 0.002.</summary>
    public LearningRateSchedule Schedule { get; init; } = new ConstantRate(0.002f);

    /// <summary>Limits each element of the gradient to [-ClipValue, ClipValue], before the norm is; null, the default, for no limit.</summary>
    public float? ClipValue { get; init; }

    /// <summary>Scales the gradient down to at most this Euclidean norm (Pascanu et al. 2013); null for no limit. Default 1.</summary>
    public float? ClipNorm { get; init; } = 1;

    /// <summary>The probability that a hidden unit is dropped on its way from layer to layer, in a network a number of what stands in <c>dropout(a)</c>, in training only; 0 to below 1. Default 0.</summary>
    public float Dropout { get; init; }

    /// <summary>The probability that a number of a vector that comes in is dropped, in training only; 0 to below 1. Default 0. Only for models that read vectors.</summary>
    public float InputDropout { get; init; }

    /// <summary>The probability that a number of a token's learned vector is dropped, in training only; 0 to below 1. Default 0. Only for stacks of layers with <c>Embedding</c>.</summary>
    public float EmbeddingDropout { get; init; }

    /// <summary>
    /// The probability that a hidden unit is dropped on its way to the output layer, in training only; 0 to below 1. Default 0. Only where the declaration says
    /// <see cref="SequenceModelAttribute.OutputDropout"/>.
    /// </summary>
    public float OutputDropout { get; init; }

    /// <summary>
    /// Whether all steps of a row's window drop the same numbers, at all places (variational dropout: Gal and Ghahramani 2016, without their masks within the recurrence). Default false: others at each step.
    /// </summary>
    public bool SameDropoutOverTime { get; init; }

    /// <summary>What is dropped; the same seed drops the same. Default 0.</summary>
    public ulong DropoutSeed { get; init; }

    /// <summary>
    /// Runs the forward pass with rounded weights, so that they learn to be rounded; null, the default, for the weights as they are. A few steps of it at the end of a
    /// training, at a low rate, take back a part of what rounding costs where the loss is small (docs/deploying.md has how much). Not for <see cref="EncoderDecoderTrainer{TEncoder, TDecoder}"/>.
    /// </summary>
    public QuantizedForward? QuantizationAware { get; init; }

    /// <summary>Blocks that a trainer keeps beside the weights: moments, then the average.</summary>
    internal int BlocksPerWeight => Optimizer.MomentBlocks + (Average is null ? 0 : 1);

    /// <summary>What is dropped in an update.</summary>
    /// <param name="seed">Another for every update.</param>
    /// <param name="firstRow">Number of the batch's first row.</param>
    internal Dropout DropoutOf(ulong seed, int firstRow) =>
        new(Dropout, seed, firstRow) { EmbeddingRate = EmbeddingDropout, OutputRate = OutputDropout, IsSameOverTime = SameDropoutOverTime };

    /// <summary>Checks the options for models of a shape.</summary>
    /// <exception cref="ArgumentException">An option is null or out of range.</exception>
    internal void Validate(ModelShape shape)
    {
        Require.That(Dropout is >= 0 and < 1, Dropout, "it must be in [0, 1)");
        Require.That(Dropout == 0 || shape.Network.Length == 0 || shape.Network.Contains("dropout", StringComparison.Ordinal), Dropout,
            $"no row of {shape.Name} drops numbers: leave it at 0, or write dropout(a) in a row");
        Require.That(Dropout == 0 || shape.Network.Length > 0 || shape.Layers > 1, Dropout,
            $"dropout acts between layers, and {shape.Name} has one: leave it at 0 or declare more layers; {nameof(InputDropout)}, {nameof(EmbeddingDropout)} and {nameof(OutputDropout)} act around a single one");
        Require.That(InputDropout is >= 0 and < 1, InputDropout, "it must be in [0, 1)");
        Require.That(InputDropout == 0 || shape.Inputs > 0, InputDropout, $"{shape.Name} reads tokens, not vectors: leave it at 0");
        Require.That(EmbeddingDropout is >= 0 and < 1, EmbeddingDropout, "it must be in [0, 1)");
        Require.That(EmbeddingDropout == 0 || shape.Embedding > 0, EmbeddingDropout,
            $"{shape.Name} is no stack of layers with learned vectors: leave it at 0, declare Embedding, or write dropout(embed(x, 16)) in a network");
        Require.That(OutputDropout is >= 0 and < 1, OutputDropout, "it must be in [0, 1)");
        Require.That(OutputDropout == 0 || shape.OutputDropout, OutputDropout,
            $"the output layer of {shape.Name} reads the states where they lie: declare OutputDropout = true, in a network write dropout(a) in a row, or leave it at 0");
        Require.That(Batch >= 1, Batch, "a batch has at least 1 row");
        Require.That(Window >= 1, Window, "a window has at least 1 step");
        Require.That(AccumulatedBatches >= 1, AccumulatedBatches, "an update takes at least 1 batch");
        Team.Validate(Threads, nameof(Threads));
        if (MicroBatch is int rows)
        {
            Require.That(rows >= 1 && rows <= Batch, rows, $"it must be between 1 and Batch ({Batch}), or null", nameof(MicroBatch));
        }

        if (ClipValue is float value)
        {
            Require.That(value > 0 && float.IsFinite(value), value, "it must be positive and finite, or null", nameof(ClipValue));
        }

        if (ClipNorm is float norm)
        {
            Require.That(norm > 0 && float.IsFinite(norm), norm, "it must be positive and finite, or null", nameof(ClipNorm));
        }

        if (QuantizationAware is { } forward)
        {
            SameSizes.Require(shape, forward.Shape);
        }

        ArgumentNullException.ThrowIfNull(Optimizer);
        ArgumentNullException.ThrowIfNull(Schedule);
        ArgumentNullException.ThrowIfNull(Groups);
        foreach (ParameterGroup group in Groups)
        {
            ArgumentNullException.ThrowIfNull(group, nameof(Groups));
            group.Validate();
        }

        Average?.Validate();
        SampledSoftmax?.Validate(shape);
        if (SampledSoftmax is not null && (Loss is not null || QuantizationAware is not null))
        {
            throw new ArgumentException($"A sample of the classes ({nameof(SampledSoftmax)}) goes neither with {nameof(Loss)} nor with {nameof(QuantizationAware)}: leave one of them at null.");
        }

        ScheduledSampling?.Validate();
        Optimizer.Validate();
        Schedule.Validate();
    }

    /// <summary>Checks that the groups name parameters that there are.</summary>
    /// <param name="models">The models, each with what stands before the names of its tensors.</param>
    /// <exception cref="ArgumentException">A name fits no tensor of any.</exception>
    internal void ValidateGroups(params ReadOnlySpan<(ModelShape Shape, string Prefix)> models)
    {
        foreach (ParameterGroup group in Groups)
        {
            group.RequireTensors(models);
        }
    }
}
