using EdgeSeq.Targets.Sensor.Input;
using EdgeSeq.Targets.Sensor.Learning;

namespace EdgeSeq.Targets.Sensor.Report;

/// <summary>Compares verdicts with what the signal generator knows.</summary>
/// <param name="generator">The generator.</param>
internal sealed class GroundTruth(SignalGenerator generator)
{
    // What is unusual so soon after the drift is the drift.
    private const int DriftStarts = 50;

    private bool _wasAnomaly, _isFound, _wasFlagged;

    /// <summary>Anomalies so far.</summary>
    public int Anomalies { get; private set; }

    /// <summary>Those of them that were flagged.</summary>
    public int Found { get; private set; }

    /// <summary>Flags without an anomaly.</summary>
    public int FalseAlarms { get; private set; }

    /// <summary>Readings from the drift to its notice; null if it was not noticed yet.</summary>
    public long? DriftNoticedAfter { get; private set; }

    /// <summary>Takes the verdict on the generator's last reading.</summary>
    public void Add(Verdict verdict)
    {
        bool isFlagged = verdict == Verdict.Anomaly;
        if (generator.IsAnomaly && !_wasAnomaly)
        {
            Anomalies++;
            _isFound = false;
        }

        if (generator.IsAnomaly && isFlagged && !_isFound)
        {
            Found++;
            _isFound = true;
        }

        bool isDrift = generator.Count > generator.Drift && generator.Count <= generator.Drift + DriftStarts;
        if (isFlagged && !_wasFlagged && !generator.IsAnomaly && !isDrift)
        {
            FalseAlarms++;
        }

        if (verdict == Verdict.Drift && generator.Count > generator.Drift)
        {
            DriftNoticedAfter ??= generator.Count - generator.Drift;
        }

        (_wasAnomaly, _wasFlagged) = (generator.IsAnomaly, isFlagged);
    }
}
