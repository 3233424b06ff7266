namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>One point of a loss curve.</summary>
/// <param name="Step">Steps trained so far.</param>
/// <param name="Loss">Nats per character.</param>
internal readonly record struct CurvePoint(double Step, double Loss);

/// <summary>
/// The losses of a run, in memory that is fixed at the start however long the run is: training losses are averaged over
/// equal stretches of steps (an incomplete last stretch is left out), validation losses kept as they are.
/// </summary>
internal sealed class LossCurve
{
    private const int MaxTrainingPoints = 400;

    private readonly int _stretch;
    private readonly CurvePoint[] _training;
    private readonly CurvePoint[] _validation;
    private double _sum;
    private int _summed;
    private int _step;
    private int _trainingCount;
    private int _validationCount;

    /// <summary>Makes room.</summary>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="validations">Most validation losses that will be added.</param>
    public LossCurve(int steps, int validations)
    {
        _stretch = (steps + MaxTrainingPoints - 1) / MaxTrainingPoints;
        _training = new CurvePoint[steps / _stretch];
        _validation = new CurvePoint[validations];
    }

    /// <summary>Training losses, each the mean of one stretch at the middle of it.</summary>
    public ReadOnlySpan<CurvePoint> Training => _training.AsSpan(.._trainingCount);

    /// <summary>Validation losses.</summary>
    public ReadOnlySpan<CurvePoint> Validation => _validation.AsSpan(.._validationCount);

    /// <summary>Leaves out the steps before those of this run.</summary>
    public void Skip(int steps) => _step = steps;

    /// <summary>Adds the loss of the next step; one that is not finite is passed over.</summary>
    public void AddTraining(double loss)
    {
        _step++;
        if (double.IsFinite(loss))
        {
            _sum += loss;
            _summed++;
        }

        if (_step % _stretch == 0 && _summed > 0)
        {
            _training[_trainingCount++] = new CurvePoint(_step - (_stretch - 1) / 2.0, _sum / _summed);
            _sum = 0;
            _summed = 0;
        }
    }

    /// <summary>Adds a validation loss after the steps so far.</summary>
    public void AddValidation(double loss) => _validation[_validationCount++] = new CurvePoint(_step, loss);
}
