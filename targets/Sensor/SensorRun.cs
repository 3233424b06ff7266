using EdgeSeq.Targets.Sensor.Input;
using EdgeSeq.Targets.Sensor.Learning;
using EdgeSeq.Targets.Sensor.Report;
using Monitor = EdgeSeq.Targets.Sensor.Learning.Monitor;

namespace EdgeSeq.Targets.Sensor;

/// <summary>Readings to their end: watches them, reports events, keeps the errors. Nothing is allocated after the first reading.</summary>
internal sealed class SensorRun : IDisposable
{
    /// <summary>Readings that an error is averaged over.</summary>
    public const int Stretch = 1000;

    /// <summary>The same where it is about to change: just after the drift.</summary>
    public const int ShortStretch = 100;

    private readonly IReadings _readings;
    private readonly SignalGenerator? _generator;
    private readonly EventLine _events;
    private readonly Monitor _monitor = new();
    private readonly RecentError _recent = new(Stretch), _short = new(ShortStretch);
    private readonly float[] _reading = new float[SensorModel.Channels];

    /// <summary>A run before its first reading.</summary>
    /// <param name="readings">Where they come from.</param>
    /// <param name="output">Receives a line for each event.</param>
    public SensorRun(IReadings readings, Stream output)
    {
        _readings = readings;
        _generator = readings as SignalGenerator;
        Truth = _generator is null ? null : new(_generator);
        _events = new EventLine(output);
        Rehearse();
    }

    /// <summary>The comparison with what the generator knows; null for other readings.</summary>
    public GroundTruth? Truth { get; }

    /// <summary>Errors and marks.</summary>
    public ErrorHistory History { get; } = new();

    /// <summary>Readings.</summary>
    public long Count => _monitor.Count;

    /// <summary>Error before the drift, or over the first readings after the warm-up where no drift is known; null before that.</summary>
    public double? ErrorBefore { get; private set; }

    /// <summary>Error just after the drift; null where none is known.</summary>
    public double? ErrorAtDrift { get; private set; }

    /// <summary>Error of the last readings.</summary>
    public double ErrorAtEnd => _recent.Value;

    /// <summary>Managed bytes allocated after the first reading.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Runs to the end of the readings.</summary>
    /// <exception cref="IOException">The readings cannot be read, or the events not be written.</exception>
    public void Run()
    {
        long before = 0;
        bool wasFlagged = false;
        while (_readings.Next(_reading))
        {
            Verdict verdict = _monitor.Read(_reading);
            Report(verdict, wasFlagged);
            wasFlagged = verdict == Verdict.Anomaly;
            before = Count == 1 ? GC.GetAllocatedBytesForCurrentThread() : before;
        }

        AllocatedBytes = Count == 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose() => _monitor.Dispose();

    /// <summary>
    /// Does once, on the side, all that readings make happen. The runtime remembers casts in a table that grows, by an array of 6,192
    /// bytes to begin with, when a new cast finds its place taken; places follow from addresses, which differ from run to run.
    /// </summary>
    private static void Rehearse()
    {
        using var monitor = new Monitor();
        var events = new EventLine(Stream.Null);
        float[] reading = new float[SensorModel.Channels];
        for (int i = 0; i < Forecaster.ReadingsToFirstStep; i++)
        {
            monitor.Read(reading);
        }

        events.WriteAnomaly(monitor, reading);
        events.WriteDrift(monitor);
    }

    private void Report(Verdict verdict, bool wasFlagged)
    {
        if (verdict == Verdict.Anomaly && !wasFlagged)
        {
            _events.WriteAnomaly(_monitor, _reading);
            History.AddMark(Count, isDrift: false);
        }
        else if (verdict == Verdict.Drift)
        {
            _events.WriteDrift(_monitor);
            History.AddMark(Count, isDrift: true);
        }

        // The error at an anomaly says nothing about the model.
        if (verdict != Verdict.Anomaly)
        {
            _recent.Add(_monitor.Error);
            _short.Add(_monitor.Error);
            History.Add(_monitor.Error);
        }

        Truth?.Add(verdict);
        long drift = _generator?.Drift ?? Monitor.WarmUp + Stretch;
        ErrorBefore = Count == drift ? _recent.Value : ErrorBefore;
        ErrorAtDrift = _generator is not null && Count == drift + ShortStretch ? _short.Value : ErrorAtDrift;
    }
}
