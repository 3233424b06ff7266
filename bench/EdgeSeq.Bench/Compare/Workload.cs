using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Peers;
using EdgeSeq.Shapes;

namespace EdgeSeq.Bench.Compare;

/// <summary>One line of the comparison, and what every peer takes in it.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Batch">B.</param>
/// <param name="Window">T.</param>
/// <param name="InQuickMode">Whether <c>--quick</c> runs it.</param>
/// <param name="EdgeSeq">Makes EdgeSeq's contestant; of <see cref="WorkloadKind.Sample"/> and those of fewer bits also the one that it is compared with.</param>
/// <param name="Parts">Makes EdgeSeq's contestant that tells the parts of a training step; null for others.</param>
internal sealed record Workload(
    WorkloadKind Kind, ModelShape Shape, int Batch, int Window, bool InQuickMode,
    Func<Workload, IContestant[]> EdgeSeq, Func<Workload, ITrainingContestant>? Parts = null)
{
    private readonly Lazy<ReferenceWeights> _weights = new(() => new ReferenceWeights(Shape));
    private readonly Lazy<int[]> _tokens = new(() => TokenStream.Draw(Shape.Vocabulary, StepWorkload.Tokens, seed: 1));
    private readonly Lazy<float[]> _vectors = new(() => TokenStream.DrawVectors(Math.Max(StepWorkload.Vectors, Window) * Shape.Inputs, seed: 1));
    private readonly Lazy<TrainingBatches> _batches = new(() => new TrainingBatches(Shape.Vocabulary, Batch, Window));

    public string Name => Kind switch
    {
        WorkloadKind.Step => "step",
        WorkloadKind.StepOutput => "step-output",
        WorkloadKind.StepOutputChained => "step-output-chained",
        WorkloadKind.StepBytes => "step-int8",
        WorkloadKind.StepBytesOutput => "step-int8-output",
        WorkloadKind.StreamsBytes => "streams-int8",
        WorkloadKind.StepDigits => "step-int8x15",
        WorkloadKind.StreamsDigits => "streams-int8x15",
        WorkloadKind.StepHalves => "step-bf16",
        WorkloadKind.StepDense => $"step-dense{Shape.Inputs}",
        WorkloadKind.StepAudio => "step-audio",
        WorkloadKind.Network => "step-network",
        WorkloadKind.Sequence => "sequence",
        WorkloadKind.SequenceBytes => "sequence-int8",
        WorkloadKind.Sample => $"sample-v{Shape.Vocabulary}",
        _ => $"train-v{Shape.Vocabulary}",
    };

    public string CellName => Shape.Cell switch { Cell.ElmanTanh => "rnn", Cell.GruResetAfter => "gru", Cell.Lstm => "lstm", _ => Shape.CellName };

    /// <summary>What <c>--filter</c> searches: <c>train-v256 gru H=128 B=16</c>.</summary>
    public string Label => $"{Name} {CellName} H={Shape.Hidden} B={Batch}";

    /// <summary>Whether every peer takes part, or only those in C.</summary>
    public bool IsOfCells => !IsRounded && Kind is not (WorkloadKind.Network or WorkloadKind.Sample or WorkloadKind.StepAudio or WorkloadKind.StepOutputChained);

    /// <summary>Whether weights are of fewer bits, which few others have.</summary>
    public bool IsRounded => Kind is WorkloadKind.StepBytes or WorkloadKind.StepBytesOutput or WorkloadKind.StreamsBytes or WorkloadKind.SequenceBytes or WorkloadKind.StepDigits or WorkloadKind.StreamsDigits or WorkloadKind.StepHalves;

    /// <summary>Whether other libraries have it with bytes: they have LSTMs.</summary>
    public bool HasPeersOfBytes => Kind is WorkloadKind.StepBytes or WorkloadKind.SequenceBytes && Shape.Cell == Cell.Lstm;

    /// <summary>Whether whole sequences are read, from the zero state.</summary>
    public bool IsOfSequences => Kind is WorkloadKind.Sequence or WorkloadKind.SequenceBytes;

    public bool IsTraining => Kind == WorkloadKind.Training;

    /// <summary>Tokens or vectors that one iteration reads: its time is given by each.</summary>
    public int StepsOfIteration => Batch * Window;

    /// <summary>Iterations before the peers' states are compared.</summary>
    public int ProbeIterations => IsOfSequences ? 1 : StepWorkload.ProbeSteps;

    public ReferenceWeights Weights => _weights.Value;

    /// <summary>Tokens of the step workloads.</summary>
    public int[] Tokens => _tokens.Value;

    /// <summary>Vectors, D numbers each: of a sequence all, of steps <see cref="StepWorkload.Vectors"/>.</summary>
    public float[] Vectors => _vectors.Value;

    /// <summary>Batches of the training workloads.</summary>
    public TrainingBatches Batches => _batches.Value;

    /// <summary>What a peer is called here: by its bytes, if it multiplies such.</summary>
    public string NameOf(string peer) => HasPeersOfBytes ? peer + Measurement.Bytes : peer;

    /// <summary>Floating-point operations of a training token: forward, and twice as many backward.</summary>
    public static double Flops(ModelShape shape) => 3 * (RecurrentFlops(shape) + OutputFlops(shape));

    /// <summary>Floating-point operations of a token's recurrent product.</summary>
    public static double RecurrentFlops(ModelShape shape) => 2.0 * Gates(shape) * shape.Hidden * shape.Hidden;

    /// <summary>Floating-point operations of a token's output layer.</summary>
    public static double OutputFlops(ModelShape shape) => 2.0 * shape.Hidden * shape.Outputs;

    /// <summary>G.</summary>
    public static int Gates(ModelShape shape) => shape.Cell switch { Cell.ElmanTanh => 1, Cell.GruResetAfter => 3, _ => 4 };
}
