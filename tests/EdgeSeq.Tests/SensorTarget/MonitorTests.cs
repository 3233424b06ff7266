using EdgeSeq.Targets.Sensor;
using EdgeSeq.Targets.Sensor.Input;
using EdgeSeq.Targets.Sensor.Learning;
using Xunit;
using Monitor = EdgeSeq.Targets.Sensor.Learning.Monitor;

namespace EdgeSeq.Tests.SensorTarget;

[Collection(Alone.Name)]
public sealed class MonitorTests
{
    private const int Length = 20_000;

    [Fact]
    public void The_error_rises_at_a_drift_and_falls_again()
    {
        using var run = new SensorRun(new SignalGenerator(Length), Stream.Null);
        run.Run();
        Assert.InRange(run.ErrorBefore!.Value, 0.02, 0.2);
        Assert.InRange(run.ErrorAtDrift!.Value, 3 * run.ErrorBefore.Value, 2);
        Assert.InRange(run.ErrorAtEnd, 0.02, run.ErrorAtDrift.Value / 3);
        Assert.InRange(run.Truth!.DriftNoticedAfter ?? long.MaxValue, 1, 100);
    }

    [Fact]
    public void Every_anomaly_is_found_and_nothing_else()
    {
        using var run = new SensorRun(new SignalGenerator(Length, seed: 2), Stream.Null);
        run.Run();
        Assert.Equal(Length / SignalGenerator.AnomalyDistance, run.Truth!.Anomalies);
        Assert.Equal(run.Truth.Anomalies, run.Truth.Found);
        Assert.Equal(0, run.Truth.FalseAlarms);
    }

    [Fact]
    public void An_anomaly_leaves_no_trace_in_the_next_forecast()
    {
        double spoiled = NextError(10, out Verdict verdict), clean = NextError(0, out Verdict usual);
        Assert.Equal((Verdict.Anomaly, Verdict.Usual), (verdict, usual));
        Assert.InRange(spoiled, 0, clean + 0.1);

        static double NextError(float glitch, out Verdict verdict)
        {
            using var monitor = new Monitor();
            for (int i = 0; i < 3000; i++)
            {
                monitor.Read(Wave(i));
            }

            float[] reading = Wave(3000);
            reading[0] += glitch;
            verdict = monitor.Read(reading);
            monitor.Read(Wave(3001));
            return monitor.Error;
        }
    }

    [Fact]
    public void What_stays_unusual_is_a_drift()
    {
        using var monitor = new Monitor();
        for (int i = 0; i < 3000; i++)
        {
            monitor.Read(Wave(i));
        }

        Verdict[] verdicts = [.. Enumerable.Range(0, Monitor.LongestAnomaly + 2).Select(_ => monitor.Read([-7, 7]))];
        Assert.All(verdicts[..Monitor.LongestAnomaly], verdict => Assert.Equal(Verdict.Anomaly, verdict));
        Assert.Equal([Verdict.Drift, Verdict.Usual], verdicts[Monitor.LongestAnomaly..]);
    }

    [Fact]
    public void Reading_and_learning_allocate_nothing()
    {
        using var monitor = new Monitor();
        var readings = new SignalGenerator(10_000);
        float[] reading = new float[SensorModel.Channels];
        Allocated.AssertNothing(
            () =>
            {
                readings.Next(reading);
                monitor.Read(reading);
            },
            repetitions: 2000);
    }

    private static float[] Wave(int i) => [i % 8 < 4 ? 1 : -1, i % 16 / 8f];
}
