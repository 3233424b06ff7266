using EdgeSeq.Memory;
using EdgeSeq.Models;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>Forward and backward of a batch over a sample of the classes.</summary>
internal abstract class SampledPass : IDisposable
{
    /// <summary>Time that threads have waited for their turns.</summary>
    public abstract long WaitedTicks { get; }

    /// <summary>Chooses the classes of a batch, before anything is run.</summary>
    /// <param name="input">The input, checked.</param>
    /// <param name="target">The target, checked.</param>
    /// <param name="number">Another for every batch.</param>
    /// <exception cref="ArgumentException">The batch has more different targets than the sample has classes.</exception>
    public abstract void Choose(in SequenceInput input, SequenceTarget target, ulong number);

    /// <summary>Runs the batch whose classes were chosen on from the carried states, and adds the gradients of its scaled loss.</summary>
    /// <param name="parameters">The whole model's parameter block.</param>
    /// <param name="gradients">Its gradients.</param>
    /// <param name="input">The input, checked.</param>
    /// <param name="scale">What losses are multiplied by before differentiation.</param>
    /// <param name="teaches">False for the forward pass alone.</param>
    /// <returns>The summed loss over the sample.</returns>
    public abstract double Run(ReadOnlySpan<float> parameters, Span<float> gradients, in SequenceInput input, float scale, bool teaches);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>
/// The pass of a smaller shape: its weights are those of the whole model, and its output layer the columns of the chosen classes. So the same kernels run as without a sample, on as many
/// threads, with the same bits everywhere, and no kernel knows of samples.
/// </summary>
internal sealed class SampledPass<TSample> : SampledPass
    where TSample : struct, ITrainableModel
{
    private readonly CandidateSampler _candidates;
    private readonly ParameterInfo _weights, _bias, _sampleWeights, _sampleBias;
    private readonly Model<TSample> _model = Model<TSample>.Blank();
    private readonly ModelGradients<TSample> _gradients;
    private readonly TrainingPass<TSample> _pass;
    private readonly int[] _targets;
    private readonly int _outputs;

    /// <summary>Memory for batches of one size.</summary>
    public SampledPass(
        CandidateSampler candidates, ModelShape full, Team team, RowPlan plan, int batch, int window, NativeBlock states, long statesAt, Type owner)
    {
        _candidates = candidates;
        (_weights, _bias) = (full.Parameters[^2], full.Parameters[^1]);
        (_sampleWeights, _sampleBias) = (TSample.Shape.Parameters[^2], TSample.Shape.Parameters[^1]);
        _outputs = TSample.Shape.OutputRows(1, window);
        _targets = new int[batch * _outputs];
        _gradients = new ModelGradients<TSample>(_model, team, owner, new TrainerOptions());
        _pass = new TrainingPass<TSample>(_gradients, team, plan, batch, window, states, statesAt, owner);
    }

    /// <inheritdoc/>
    public override long WaitedTicks => _pass.WaitedTicks;

    /// <inheritdoc/>
    public override void Choose(in SequenceInput input, SequenceTarget target, ulong number)
    {
        target.Classes.CopyTo(_targets);
        for (int row = 0; row < _targets.Length / _outputs; row++)
        {
            // Nobody has looked at what stands behind a row's end.
            int steps = Math.Min(_outputs, input.LengthOf(row, _outputs));
            _targets.AsSpan((row * _outputs) + steps, _outputs - steps).Fill(-1);
        }

        _candidates.Choose(_targets, number);
    }

    /// <inheritdoc/>
    public override double Run(ReadOnlySpan<float> parameters, Span<float> gradients, in SequenceInput input, float scale, bool teaches)
    {
        Span<float> sample = _model.HeldParameters;
        parameters[.._weights.Layout.Offset].CopyTo(sample);
        Gather(parameters, sample);
        double sum = _pass.Run(input, _targets, scale, teaches);
        if (teaches)
        {
            Span<float> taught = _gradients.All;
            int below = _weights.Layout.Offset;
            for (int i = 0; i < below; i++)
            {
                gradients[i] += taught[i];
            }

            Scatter(taught, gradients);
            taught.Clear();
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _pass.Dispose();
        _gradients.Dispose();
        _model.Dispose();
    }

    private void Gather(ReadOnlySpan<float> parameters, Span<float> sample)
    {
        ReadOnlySpan<int> classes = _candidates.Classes;
        ReadOnlySpan<float> corrections = _candidates.Corrections;
        for (int slot = 0; slot < TSample.Shape.Outputs; slot++)
        {
            int to = _sampleWeights.Layout.IndexOf(0, slot), toStep = _sampleWeights.Layout.StepOf(slot);
            if (slot >= classes.Length)
            {
                sample[_sampleBias.Layout.IndexOf(0, slot)] = OutputBias.Masked;
                continue;
            }

            int from = _weights.Layout.IndexOf(0, classes[slot]), step = _weights.Layout.StepOf(classes[slot]);
            for (int k = 0; k < _weights.Rows; k++, from += step, to += toStep)
            {
                sample[to] = parameters[from];
            }

            sample[_sampleBias.Layout.IndexOf(0, slot)] = parameters[_bias.Layout.IndexOf(0, classes[slot])] - corrections[slot];
        }
    }

    private void Scatter(ReadOnlySpan<float> taught, Span<float> gradients)
    {
        ReadOnlySpan<int> classes = _candidates.Classes;
        for (int slot = 0; slot < classes.Length; slot++)
        {
            int from = _sampleWeights.Layout.IndexOf(0, slot), step = _sampleWeights.Layout.StepOf(slot);
            int to = _weights.Layout.IndexOf(0, classes[slot]), toStep = _weights.Layout.StepOf(classes[slot]);
            for (int k = 0; k < _weights.Rows; k++, from += step, to += toStep)
            {
                gradients[to] += taught[from];
            }

            gradients[_bias.Layout.IndexOf(0, classes[slot])] += taught[_sampleBias.Layout.IndexOf(0, slot)];
        }
    }
}
