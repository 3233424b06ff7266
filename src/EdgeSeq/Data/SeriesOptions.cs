namespace EdgeSeq.Data;

/// <summary>How series of numbers become batches.</summary>
public sealed record SeriesOptions
{
    /// <summary>Rows of a batch, at least 1. Default 16.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Steps of a row, at least 1. Default 64.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Steps from an input to its target, at least 0: 1, the default, forecasts the next step, 0 labels this one.</summary>
    public int Horizon { get; init; } = 1;

    /// <summary>Steps from the begin of a row to that of the next, at least 1. Null, the default, is a window: each step is read once.</summary>
    public int? Stride { get; init; }

    /// <summary>The channels that go in; null, the default, for all.</summary>
    public IReadOnlyList<int>? InputChannels { get; init; }

    /// <summary>The channels to forecast; null, the default, for all.</summary>
    public IReadOnlyList<int>? TargetChannels { get; init; }

    /// <summary>Whether rows come in another order in each pass. Default true; set it to false to measure.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The same seed gives the same order on every machine. Default 0.</summary>
    public ulong Seed { get; init; }
}
