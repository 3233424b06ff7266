namespace EdgeSeq.Targets.Sensor.Learning;

/// <summary>What a reading was taken for.</summary>
internal enum Verdict
{
    /// <summary>As forecast, or too early to tell: just started, or just after a drift.</summary>
    Usual,

    /// <summary>Far from its forecast. Its forecast stands in for it: it disturbs neither the state nor what is learned.</summary>
    Anomaly,

    /// <summary>Unusual for so long that this must be how the signal is now: it is learned, and nothing is judged for a while.</summary>
    Drift,
}
