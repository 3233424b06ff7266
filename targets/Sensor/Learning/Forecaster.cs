using EdgeSeq.Training;

namespace EdgeSeq.Targets.Sensor.Learning;

/// <summary>
/// The model and its learning on the device: one session forecasts the next reading; readings gather in a short window, and
/// when it is full the trainer makes one step with it. After construction it allocates nothing.
/// </summary>
internal sealed class Forecaster : IDisposable
{
    private const int Window = 16, Channels = SensorModel.Channels;
    private const float Rate = 0.004f;

    // Adam keeps two moments of every parameter.
    private const int Moments = 2;

    private readonly Model<SensorModel> _model = new(seed: 1);
    private readonly Session<SensorModel> _session;
    private readonly Trainer<SensorModel> _trainer;
    private readonly float[] _forecast = new float[Channels];
    private readonly float[] _inputs = new float[Window * Channels], _targets = new float[Window * Channels];
    private int _filled;

    public Forecaster()
    {
        _session = new(_model);
        _trainer = new(_model, new TrainerOptions { Batch = 1, Window = Window, Optimizer = new Adam(), Schedule = new ConstantRate(Rate) });
    }

    /// <summary>Readings after which the trainer has made its first step.</summary>
    public const int ReadingsToFirstStep = Window + 1;

    /// <summary>Bytes of the weights.</summary>
    public static int ModelBytes => sizeof(float) * SensorModel.ParameterSize;

    /// <summary>Bytes of all that learning needs besides: gradients, moments, transposed weights, the window, two states.</summary>
    public static int LearningBytes => sizeof(float)
        * ((1 + Moments) * SensorModel.ParameterSize + SensorModel.TransposeSize + SensorModel.WorkspaceSize(1, Window)
            + 2 * SensorModel.StateSize + 2 * Window * Channels);

    /// <summary>The reading to come, scaled: two numbers.</summary>
    public ReadOnlySpan<float> Forecast => _forecast;

    /// <summary>Reads a reading, forecasts the next one, and learns.</summary>
    /// <param name="scaled">What the model reads: the scaled reading, or what stands for it.</param>
    /// <param name="target">
    /// What the forecast of this reading should have been; NaN where nothing is to be learned from it.
    /// </param>
    public void Read(ReadOnlySpan<float> scaled, ReadOnlySpan<float> target)
    {
        // The target belongs to the input before it, which is why the window's last target comes with the next window's
        // first input.
        if (_filled > 0)
        {
            target.CopyTo(_targets.AsSpan((_filled - 1) * Channels));
        }

        if (_filled == Window)
        {
            _trainer.Step(_inputs, _targets);
            _filled = 0;
        }

        scaled.CopyTo(_inputs.AsSpan(_filled++ * Channels));
        _session.Step(scaled, _forecast);
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _session.Dispose();
        _model.Dispose();
    }
}
