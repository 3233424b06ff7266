using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Compare;

/// <summary>One line of the comparison.</summary>
/// <param name="Name"><c>step</c>, <c>step-output</c>, <c>train-v96</c>, <c>train-v256</c>.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Batch">B.</param>
/// <param name="Window">T.</param>
/// <param name="InQuickMode">Whether <c>--quick</c> runs it.</param>
/// <param name="Builds">The C peers: source and sizes.</param>
/// <param name="Managed">Makes EdgeSeq's contestant, and the managed peer if it is asked for and not too slow.</param>
/// <param name="Native">Makes a C contestant from its library.</param>
/// <param name="Parts">Makes EdgeSeq's contestant that tells the parts of a training step; null for steps.</param>
internal sealed record Workload(
    string Name, ModelShape Shape, int Batch, int Window, bool InQuickMode, IReadOnlyList<CBuild> Builds,
    Func<bool, IEnumerable<IContestant>> Managed, Func<CBuild, string, IContestant> Native, Func<ITrainingContestant>? Parts = null)
{
    public bool IsTraining => Name.StartsWith("train", StringComparison.Ordinal);

    /// <summary>What <c>--filter</c> searches: <c>train-v256 gru H=128 B=16</c>.</summary>
    public string Label => $"{Name} {CellName} H={Shape.Hidden} B={Batch}";

    public string CellName => Shape.Cell switch { Cell.ElmanTanh => "rnn", Cell.GruResetAfter => "gru", Cell other => other.ToString() };

    /// <summary>Floating-point operations of a training token: forward, and twice as many backward.</summary>
    public static double Flops(ModelShape shape) => 3 * (RecurrentFlops(shape) + 2.0 * shape.Hidden * shape.Vocabulary);

    /// <summary>Floating-point operations of a token's recurrent product.</summary>
    public static double RecurrentFlops(ModelShape shape) => (shape.Cell == Cell.ElmanTanh ? 2.0 : 6.0) * shape.Hidden * shape.Hidden;
}
