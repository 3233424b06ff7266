using EdgeSeq.Data;
using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>
/// Training with a sample of the classes: each batch learns from a softmax over its own targets and as many further classes as a second, smaller shape has outputs, whose logits are
/// corrected by the logarithm of how likely each is to be among them (Jean, Cho, Memisevic and Bengio 2015; Bengio and Senécal 2008). With a large vocabulary the output layer is nearly all of the work;
/// this makes it as much less as there are fewer classes. The losses of steps are those of the sample; <see cref="Evaluator{TShape}"/>, and so <c>Fit</c>, measures over all classes.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public abstract record SampledSoftmax
{
    private protected SampledSoftmax()
    {
    }

    /// <summary>How often each class is a target, of which the likelihoods are: further classes are drawn by count^0.75 (Mikolov et al. 2013). Null, the default, for classes ordered from the most frequent on, as a
    /// <see cref="Text.Vocabulary"/> of words has them: the k-th is drawn with a probability of log((k + 2) / (k + 1)) / log(O + 1).</summary>
    public OutputCounts? Counts { get; init; }

    /// <summary>What is drawn; the same seed draws the same. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The smaller shape.</summary>
    public abstract ModelShape Shape { get; }

    /// <summary>A sample as large as the outputs of a shape.</summary>
    /// <typeparam name="TSample">A shape that is declared like the one that is trained, but with fewer <c>Outputs</c>: more than a batch has different targets, several times as many to learn well.</typeparam>
    public static SampledSoftmax Of<TSample>()
        where TSample : struct, ITrainableModel => new OfShape<TSample>();

    /// <summary>Checks that a shape can be trained so.</summary>
    /// <exception cref="ArgumentException">It cannot, or the counts are of another number of classes.</exception>
    internal void Validate(ModelShape full)
    {
        ModelShape sample = Shape;
        if (full.Head != Head.Softmax || full.Network.Length > 0 || full.Codec is not null)
        {
            throw new ArgumentException($"{full.Name} is no stack of layers with a softmax; only that has classes to sample.");
        }

        bool isSame = sample.Head == full.Head && sample.Network.Length == 0 && sample.Codec is null && sample.Readout == full.Readout && sample.Direction == full.Direction
            && sample.Equations == full.Equations && sample.OutputDropout == full.OutputDropout && sample.Parameters.Length == full.Parameters.Length;
        for (int i = 0; isSame && i < full.Parameters.Length; i++)
        {
            // All but the output layer lies in the same places.
            isSame = full.Parameters[i].Kind is ParameterKind.Head or ParameterKind.HeadBias ? sample.Parameters[i].Kind == full.Parameters[i].Kind : sample.Parameters[i] == full.Parameters[i];
        }

        if (!isSame || sample.Outputs >= full.Outputs)
        {
            throw new ArgumentException($"A sample is of a shape that differs in fewer Outputs alone, and these are {full} and {sample}.");
        }

        Require.That(Counts is null || Counts.Counts.Length == full.Outputs, Counts?.Counts.Length ?? 0, $"{full.Name} has {full.Outputs} classes to count", nameof(Counts));
    }

    /// <summary>The pass over a batch.</summary>
    internal abstract SampledPass NewPass(ModelShape full, Team team, RowPlan plan, int batch, int window, NativeBlock states, long statesAt, Type owner);

    private sealed record OfShape<TSample> : SampledSoftmax
        where TSample : struct, ITrainableModel
    {
        public override ModelShape Shape => TSample.Shape;

        internal override SampledPass NewPass(ModelShape full, Team team, RowPlan plan, int batch, int window, NativeBlock states, long statesAt, Type owner) =>
            new SampledPass<TSample>(new CandidateSampler(full.Outputs, TSample.Shape.Outputs, Counts, Seed), full, team, plan, batch, window, states, statesAt, owner);
    }
}
