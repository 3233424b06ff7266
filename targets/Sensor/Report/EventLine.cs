using System.Globalization;
using System.Text.Unicode;
using Monitor = EdgeSeq.Targets.Sensor.Learning.Monitor;

namespace EdgeSeq.Targets.Sensor.Report;

/// <summary>Writes one line for every anomaly and drift, without allocating.</summary>
internal sealed class EventLine
{
    private readonly byte[] _buffer = new byte[256];
    private readonly Stream _output;

    /// <summary>Nothing is written yet.</summary>
    /// <param name="output">Receives UTF-8.</param>
    public EventLine(Stream output)
    {
        _output = output;

        // The library makes something at the first number that it formats, and at the first write.
        Utf8.TryWrite(_buffer, CultureInfo.InvariantCulture, $"{0.5:F1}{0.5f:F2}", out _);
        _output.Write([]);
    }

    /// <summary>The first reading of an anomaly.</summary>
    public void WriteAnomaly(Monitor monitor, ReadOnlySpan<float> reading)
    {
        Utf8.TryWrite(
            _buffer, CultureInfo.InvariantCulture,
            $"reading {monitor.Count}: anomaly, {monitor.Score:F1} times the usual error: read {reading[0]:F2} {reading[1]:F2}, expected {monitor.Expected(0):F2} {monitor.Expected(1):F2}\n",
            out int length);
        _output.Write(_buffer.AsSpan(..length));
    }

    /// <summary>A drift was noticed.</summary>
    public void WriteDrift(Monitor monitor)
    {
        Utf8.TryWrite(
            _buffer, CultureInfo.InvariantCulture,
            $"reading {monitor.Count}: drift, unusual for more than {Monitor.LongestAnomaly} readings: the signal is learned anew\n",
            out int length);
        _output.Write(_buffer.AsSpan(..length));
    }
}
