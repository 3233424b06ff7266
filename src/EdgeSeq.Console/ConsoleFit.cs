using EdgeSeq.Data;
using EdgeSeq.Training;
using Spectre.Console;

namespace EdgeSeq.Reporting;

/// <summary>Fitting with progress on the console.</summary>
public static class ConsoleFit
{
    /// <summary>
    /// As <see cref="FitExtensions.Fit"/>, with a live bar (losses, speed, time left) where the output is a terminal, else with plain lines.
    /// </summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="model">What learns.</param>
    /// <param name="training">Data to learn from.</param>
    /// <param name="validation">Data to measure with; null for none.</param>
    /// <param name="options">How to fit; the defaults if null.</param>
    /// <param name="logs">Told as well, such as a <see cref="CsvLog"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the data are of another kind.</exception>
    public static FitResult FitOnConsole<TShape>(
        this Model<TShape> model, ISequenceBatches training, ISequenceBatches? validation = null, FitOptions? options = null, params IProgress<FitProgress>[] logs)
        where TShape : struct, ITrainableModel => FitOn(AnsiConsole.Console, model, training, validation, options, logs, CancellationToken.None);

    /// <summary>As <see cref="FitOnConsole"/>, on a console of the caller's, with a token that ends the run.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="console">Where to write.</param>
    /// <param name="model">What learns.</param>
    /// <param name="training">Data to learn from.</param>
    /// <param name="validation">Data to measure with; null for none.</param>
    /// <param name="options">How to fit; the defaults if null.</param>
    /// <param name="logs">Told as well; empty for nobody.</param>
    /// <param name="cancellation">Looked at after every step.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the data are of another kind.</exception>
    public static FitResult FitOn<TShape>(
        IAnsiConsole console, Model<TShape> model, ISequenceBatches training, ISequenceBatches? validation, FitOptions? options,
        IReadOnlyList<IProgress<FitProgress>> logs, CancellationToken cancellation)
        where TShape : struct, ITrainableModel
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(logs);
        if (!console.Profile.Out.IsTerminal)
        {
            return model.Fit(training, validation, options, new ProgressFan([new PlainProgress(console.Profile.Out.Writer), .. logs]), cancellation);
        }

        return console.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => model.Fit(training, validation, options, new ProgressFan([new BarProgress(context.AddTask("begins")), .. logs]), cancellation));
    }

    /// <summary>Moves a bar, ten times a second at most.</summary>
    private sealed class BarProgress(ProgressTask bar) : IProgress<FitProgress>
    {
        private const int MillisecondsBetween = 100;

        private long _next;

        public void Report(FitProgress value)
        {
            if (value.IsValidation || value.Step == value.Steps || Environment.TickCount64 >= _next)
            {
                _next = Environment.TickCount64 + MillisecondsBetween;
                bar.MaxValue = value.Steps;
                bar.Value = value.Step;
                bar.Description = Markup.Escape($"{ProgressText.Of(value)}, {ProgressText.Left(value)}");
            }
        }
    }

    /// <summary>Tells several.</summary>
    private sealed class ProgressFan(IReadOnlyList<IProgress<FitProgress>> all) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            foreach (IProgress<FitProgress> one in all)
            {
                one.Report(value);
            }
        }
    }
}
