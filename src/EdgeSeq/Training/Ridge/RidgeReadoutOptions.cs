using EdgeSeq.Shapes;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>How <see cref="RidgeReadout{TShape}"/> reads its data. Validated when it is constructed.</summary>
public sealed record RidgeReadoutOptions
{
    /// <summary>Rows of a batch, each a sequence with its own carried state; at least 1.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Steps of a row a call; at least 1.</summary>
    public int Window { get; init; } = 64;

    /// <summary>
    /// First steps of a sequence that do not count, since the state still remembers that it began at zero; at least 0. A sequence begins at
    /// construction and after a reset.
    /// </summary>
    public int WashOut { get; init; }

    /// <summary>
    /// Threads that share the work, the caller's included; 0 for as many as there are processors, and at most one for each number that the output layer
    /// reads. Rows run on one thread each, so one row alone runs on the caller's; its sums, which cost more, are shared all the same. The number changes no bit.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal void Validate(ModelShape shape)
    {
        Require.That(Batch >= 1, Batch, "a batch has at least 1 row");
        Require.That(Window >= 1, Window, "a window has at least 1 step");
        Team.Validate(Threads, nameof(Threads));
        Require.That(WashOut >= 0, WashOut, "it must be at least 0");
        Require.That(WashOut == 0 || shape.Direction == Direction.Forward, WashOut,
            $"{shape.Name} reads every window from both ends and starts from zero at both: leave it at 0");
    }
}
