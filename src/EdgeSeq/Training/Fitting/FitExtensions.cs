using EdgeSeq.Data;

namespace EdgeSeq.Training;

/// <summary>Fitting in one call.</summary>
public static class FitExtensions
{
    /// <summary>Trains a model to the end of the options, or until patience ends or somebody cancels. It ends with its best weights.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="model">What learns.</param>
    /// <param name="training">Data to learn from.</param>
    /// <param name="validation">Data to measure with; null for none.</param>
    /// <param name="options">How to fit; the defaults if null.</param>
    /// <param name="progress">Told after every step and validation, on this thread; null for nobody.</param>
    /// <param name="cancellation">Looked at after every step.</param>
    /// <exception cref="ArgumentException">An option is out of range, or batches do not fit in memory.</exception>
    /// <exception cref="InvalidOperationException">The folder of checkpoints is not empty, and <see cref="FitOptions.Resume"/> is false.</exception>
    /// <exception cref="FitDivergedException">Many steps in a row had no finite loss or gradient.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is damaged, or of another run.</exception>
    public static FitResult Fit<TShape>(
        this Model<TShape> model, ISequenceBatches training, ISequenceBatches? validation = null, FitOptions? options = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
        where TShape : struct, ITrainableModel
    {
        using var fitter = new Fitter<TShape>(model, training, validation, options);
        return fitter.Run(progress, cancellation);
    }
}
