using EdgeSeq.Training;

namespace EdgeSeq.Reporting;

/// <summary>A line now and then, and one at every validation: for logs of services and of CI, where no bar can move.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class PlainProgress : IProgress<FitProgress>
{
    private readonly TextWriter _writer;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private long _last;

    /// <summary>Writes to a writer.</summary>
    /// <param name="writer">Stays the caller's.</param>
    /// <param name="every">The least time from line to line; five seconds if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    public PlainProgress(TextWriter writer, TimeSpan? every = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        (_writer, _every, _time) = (writer, every ?? TimeSpan.FromSeconds(5), time ?? TimeProvider.System);
        _last = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        if (value.IsValidation || _time.GetElapsedTime(_last) >= _every)
        {
            _last = _time.GetTimestamp();
            _writer.WriteLine($"step {value.Step} of {value.Steps}: {ProgressText.Of(value)}, {ProgressText.Left(value)}");
        }
    }
}
