using System.Globalization;
using EdgeSeq.Training;

namespace EdgeSeq.Reporting;

/// <summary>The words of a moment of a run.</summary>
internal static class ProgressText
{
    /// <summary>Losses and speed.</summary>
    public static string Of(FitProgress value)
    {
        string validation = double.IsNaN(value.ValidationLoss) ? "" : string.Create(CultureInfo.InvariantCulture, $", validation {value.ValidationLoss:G4} (best {value.BestLoss:G4})");
        return string.Create(CultureInfo.InvariantCulture, $"loss {value.Loss:G4}{validation}, {value.StepsPerSecond:N0} steps/s");
    }

    /// <summary>How long the run may still take.</summary>
    public static string Left(FitProgress value) => string.Create(CultureInfo.InvariantCulture, $"{new TimeSpan(value.Remaining.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond)} left");
}
