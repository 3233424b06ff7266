using EdgeSeq.Data;
using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>The learning rate to train with, by trying.</summary>
public static class RateFinderExtensions
{
    /// <summary>
    /// Trains a copy of a model with rates that rise from update to update, until the loss does too (Smith 2017). Model and data are afterwards as they were. The
    /// same model, data and options give the same bits everywhere.
    /// </summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="model">Where the trial begins; nobody may write it meanwhile.</param>
    /// <param name="training">Data to learn from; read on from where they stand, and put back there.</param>
    /// <param name="options">What to try; the defaults if null.</param>
    /// <param name="cancellation">Looked at after every update; what was found by then is returned.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static RateCurve FindRate<TShape>(
        this Model<TShape> model, ISequenceBatches training, RateFinderOptions? options = null, CancellationToken cancellation = default)
        where TShape : struct, ITrainableModel
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        options ??= new RateFinderOptions();
        options.Validate();
        using Model<TShape> copy = model.Clone();
        using var trainer = new Trainer<TShape>(copy, options.Trainer with
        {
            Batch = training.Batch, Window = training.Window, Average = null, Schedule = new RisingRate(options.Lowest, options.Highest, options.Steps),
        });
        var position = training.Position;
        try
        {
            return Try(trainer, training, options, cancellation);
        }
        finally
        {
            training.Position = position;
        }
    }

    private static RateCurve Try<TShape>(Trainer<TShape> trainer, ISequenceBatches training, RateFinderOptions options, CancellationToken cancellation)
        where TShape : struct, ITrainableModel
    {
        var batch = new SequenceBatch(Model<TShape>.Shape, training.Batch, training.Window, options.Trainer.Loss);
        List<RatePoint> points = [];
        double mean = 0, weight = 0, lowest = double.PositiveInfinity;
        bool isFirst = true;
        for (long read = 0; points.Count < options.Steps && !cancellation.IsCancellationRequested; read++)
        {
            if (training.Next(batch) || isFirst)
            {
                trainer.ResetState();
            }

            isFirst = false;
            trainer.ResetState(training.Restarts);
            float rate = trainer.LearningRate;
            TrainingStep step = trainer.Step(batch.Input, batch.Target);
            if (step.Outcome is TrainingOutcome.NoTargets or TrainingOutcome.Accumulated)
            {
                if (read > checked(training.Count * options.Steps * options.Trainer.AccumulatedBatches))
                {
                    break;   // data without a target
                }

                continue;
            }

            if (step.Outcome == TrainingOutcome.RejectedNonFinite)
            {
                points.Add(new(rate, step.Loss, double.NaN));
                return new RateCurve(points, hasDiverged: true);
            }

            mean = (options.Smoothing * mean) + ((1 - (double)options.Smoothing) * step.Loss);
            weight = (options.Smoothing * weight) + (1 - (double)options.Smoothing);
            double smoothed = mean / weight;
            points.Add(new(rate, step.Loss, smoothed));
            lowest = Math.Min(lowest, smoothed);
            if (smoothed > options.Divergence * lowest && smoothed > 0)
            {
                return new RateCurve(points, hasDiverged: true);
            }
        }

        return new RateCurve(points, hasDiverged: false);
    }

    /// <summary>From one rate to another, each as many times the last.</summary>
    private sealed record RisingRate(float Lowest, float Highest, int Steps) : LearningRateSchedule
    {
        private readonly float _range = VectorMath.Log(Highest / Lowest);

        public override float RateAt(long step) => step >= Steps - 1 ? Highest : Lowest * VectorMath.Exp(_range * step / (Steps - 1));
    }
}
