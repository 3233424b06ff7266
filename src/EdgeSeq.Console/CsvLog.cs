using System.Globalization;
using EdgeSeq.Training;

namespace EdgeSeq.Reporting;

/// <summary>
/// A line of a CSV file for every so many steps and for every validation: <c>step,loss,validation_loss,best_loss,gradient_norm,learning_rate,steps_per_second</c>.
/// What is not there yet is empty.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class CsvLog : IProgress<FitProgress>, IDisposable
{
    private readonly TextWriter _writer;
    private readonly int _every;

    /// <summary>Begins a file; one that is there is written over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="every">Steps from line to line, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is below 1.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public CsvLog(string path, int every = 10)
        : this(new StreamWriter(path), every)
    {
    }

    /// <summary>As <see cref="CsvLog(string, int)"/>, to a writer.</summary>
    /// <param name="writer">Disposed with the log.</param>
    /// <param name="every">Steps from line to line, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is below 1.</exception>
    public CsvLog(TextWriter writer, int every = 10)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        (_writer, _every) = (writer, every);
        _writer.Write("step,loss,validation_loss,best_loss,gradient_norm,learning_rate,steps_per_second\n");
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        if (!value.IsValidation && value.Step % _every != 0)
        {
            return;
        }

        _writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Step},{Text(value.Loss)},{(value.IsValidation ? Text(value.ValidationLoss) : "")},{Text(value.BestLoss)},{Text(value.GradientNorm)},{Text(value.LearningRate)},{Text(value.StepsPerSecond)}\n"));
        if (value.IsValidation)
        {
            _writer.Flush();
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose() => _writer.Dispose();

    private static string Text(double number) => double.IsFinite(number) ? number.ToString("G6", CultureInfo.InvariantCulture) : "";
}
