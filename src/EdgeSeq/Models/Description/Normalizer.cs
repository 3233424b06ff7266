using EdgeSeq.Data;
using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>
/// Mean and scale of every input and output number: <c>(x - mean) / scale</c> enters the model, <c>y * scale + mean</c> comes out.
/// Set as <see cref="Model{TShape}.Normalizer"/> it is saved with the model, and everything over the model (sessions, runners, trainers,
/// evaluators) takes and gives numbers in the units of the data. What it applies it applies without allocating.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class Normalizer
{
    private readonly float[] _inputMean, _inputScale, _outputMean, _outputScale;

    /// <summary>A normaliser of stated numbers.</summary>
    /// <param name="inputMean">D numbers; empty to leave inputs as they are.</param>
    /// <param name="inputScale">D numbers above 0.</param>
    /// <param name="outputMean">O numbers; empty to leave outputs as they are, as all but <see cref="Head.Linear"/> must.</param>
    /// <param name="outputScale">O numbers above 0.</param>
    /// <exception cref="ArgumentException">Means and scales differ in number, a mean is not finite, or a scale is not positive and finite.</exception>
    public Normalizer(
        ReadOnlySpan<float> inputMean, ReadOnlySpan<float> inputScale, ReadOnlySpan<float> outputMean = default, ReadOnlySpan<float> outputScale = default)
    {
        Check(inputMean, inputScale, nameof(inputMean), nameof(inputScale));
        Check(outputMean, outputScale, nameof(outputMean), nameof(outputScale));
        (_inputMean, _inputScale) = (inputMean.ToArray(), inputScale.ToArray());
        (_outputMean, _outputScale) = (outputMean.ToArray(), outputScale.ToArray());
    }

    /// <summary>What becomes of inputs that are NaN. Default <see cref="MissingInputs.Reject"/>.</summary>
    public MissingInputs Missing { get; init; }

    /// <summary>D means of the inputs; empty if inputs are left as they are.</summary>
    public ReadOnlySpan<float> InputMean => _inputMean;

    /// <summary>D scales of the inputs.</summary>
    public ReadOnlySpan<float> InputScale => _inputScale;

    /// <summary>O means of the outputs; empty if outputs are left as they are.</summary>
    public ReadOnlySpan<float> OutputMean => _outputMean;

    /// <summary>O scales of the outputs.</summary>
    public ReadOnlySpan<float> OutputScale => _outputScale;

    /// <summary>A normaliser that brings data to mean 0 and standard deviation 1, found in one pass. A constant channel keeps the scale 1.</summary>
    /// <param name="inputs">[n x D], of the training data alone; NaN does not count.</param>
    /// <param name="inputSize">D.</param>
    /// <param name="outputs">[m x O] targets; empty to leave outputs as they are.</param>
    /// <param name="outputSize">O.</param>
    /// <param name="missing">What becomes of inputs that are NaN.</param>
    /// <exception cref="ArgumentException">A length is no multiple of its size, a number is infinite, or a channel has no number at all.</exception>
    public static Normalizer Fit(
        ReadOnlySpan<float> inputs, int inputSize, ReadOnlySpan<float> outputs = default, int outputSize = 0, MissingInputs missing = MissingInputs.Reject)
    {
        var moments = new ChannelMoments(inputSize);
        moments.Add(inputs);
        ChannelMoments? targets = outputs.IsEmpty ? null : new ChannelMoments(outputSize);
        targets?.Add(outputs);
        return Of(moments, targets, missing);
    }

    /// <summary>The normaliser of moments that were summed elsewhere, such as over several files.</summary>
    /// <param name="inputs">Of D channels.</param>
    /// <param name="outputs">Of O channels; null to leave outputs as they are.</param>
    /// <param name="missing">What becomes of inputs that are NaN.</param>
    /// <exception cref="ArgumentException">A channel has no number at all.</exception>
    public static Normalizer Of(ChannelMoments inputs, ChannelMoments? outputs = null, MissingInputs missing = MissingInputs.Reject)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        (float[] inputMean, float[] inputScale) = Numbers(inputs, nameof(inputs));
        (float[] outputMean, float[] outputScale) = outputs is null ? ([], []) : Numbers(outputs, nameof(outputs));
        return new(inputMean, inputScale, outputMean, outputScale) { Missing = missing };
    }

    /// <summary>Numbers as they enter the model: <c>(x - mean) / scale</c>.</summary>
    /// <param name="source">[n x D] as the data have them.</param>
    /// <param name="destination">Receives as many; may be the source.</param>
    /// <exception cref="ArgumentException">The length is no multiple of D, the destination is too short, or it overlaps the source without being it.</exception>
    public void NormalizeInputs(ReadOnlySpan<float> source, Span<float> destination)
    {
        Normalize(source, destination, _inputMean, _inputScale);
        for (int i = 0; Missing != MissingInputs.Reject && i < source.Length; i++)
        {
            destination[i] = float.IsNaN(destination[i]) ? 0 : destination[i];
        }
    }

    /// <summary>Targets as the loss compares them: <c>(y - mean) / scale</c>. NaN, a target that does not count, stays so.</summary>
    /// <param name="source">[n x O] as the data have them.</param>
    /// <param name="destination">Receives as many; may be the source.</param>
    /// <exception cref="ArgumentException">The length is no multiple of O, or the destination is too short.</exception>
    public void NormalizeOutputs(ReadOnlySpan<float> source, Span<float> destination) => Normalize(source, destination, _outputMean, _outputScale);

    /// <summary>What came out of the model, in the units of the data: <c>y * scale + mean</c>, rounded after each.</summary>
    /// <param name="outputs">[n x O]; written over.</param>
    /// <exception cref="ArgumentException">The length is no multiple of O.</exception>
    public void RestoreOutputs(Span<float> outputs)
    {
        Require.WholeRows(outputs.Length, Math.Max(1, _outputMean.Length), nameof(outputs));
        Restore(outputs);
    }

    /// <summary>As <see cref="RestoreOutputs"/>, of whole rows.</summary>
    internal void Restore(Span<float> outputs)
    {
        for (int row = 0; row < outputs.Length && _outputMean.Length > 0; row += _outputMean.Length)
        {
            for (int i = 0; i < _outputMean.Length; i++)
            {
                float scaled = outputs[row + i] * _outputScale[i];
                outputs[row + i] = scaled + _outputMean[i];
            }
        }
    }

    /// <summary>Whether both do the same, which two that are missing do.</summary>
    internal static bool AreSame(Normalizer? a, Normalizer? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null && a.Missing == b.Missing
            && a._inputMean.AsSpan().SequenceEqual(b._inputMean) && a._inputScale.AsSpan().SequenceEqual(b._inputScale)
            && a._outputMean.AsSpan().SequenceEqual(b._outputMean) && a._outputScale.AsSpan().SequenceEqual(b._outputScale));

    /// <exception cref="ArgumentException">The normaliser does not suit the shape.</exception>
    internal void RequireFits(ModelShape shape)
    {
        RequireSize(_inputMean.Length, shape.Inputs, shape.Name, "inputs");
        RequireSize(_outputMean.Length, shape.Head == Head.Linear ? shape.Outputs : 0, shape.Name, "outputs of Head.Linear");
        if (Missing == MissingInputs.Forecast
            && (shape.Head != Head.Linear || shape.Outputs != shape.Inputs || shape.Readout != Readout.Every || shape.Direction != Direction.Forward))
        {
            throw new ArgumentException(
                $"{nameof(MissingInputs)}.{nameof(MissingInputs.Forecast)} is for shapes that forecast their own inputs at every step: Head.Linear, as many outputs "
                + $"as inputs, one direction. {shape.Name} does not; take {nameof(MissingInputs)}.{nameof(MissingInputs.Mean)}.");
        }

        foreach (TokenNumbersInfo tokens in shape.TokenNumbers)
        {
            for (int i = tokens.First; i < tokens.First + tokens.Count && _inputMean.Length > 0; i++)
            {
                if (_inputMean[i] != 0 || _inputScale[i] != 1)
                {
                    throw new ArgumentException($"Number {i} of an input of {shape.Name} is a token, which \"{tokens.Name}\" looks up: give it the mean 0 and the scale 1.");
                }
            }
        }

        static void RequireSize(int found, int expected, string name, string what)
        {
            if (found != 0 && found != expected)
            {
                throw new ArgumentException($"The normaliser is for {found} {what}; {name} has {expected}.");
            }
        }
    }

    private static void Normalize(ReadOnlySpan<float> source, Span<float> destination, float[] mean, float[] scale)
    {
        Require.WholeRows(source.Length, Math.Max(1, mean.Length), nameof(source));
        Require.AtLeast(destination.Length, source.Length, nameof(destination), "numbers");
        if (source.Overlaps(destination[..source.Length], out int offset) && offset != 0)
        {
            throw new ArgumentException("destination overlaps source elsewhere than at its begin; give it memory of its own, or the same.", nameof(destination));
        }

        if (mean.Length == 0)
        {
            source.CopyTo(destination);
            return;
        }

        for (int row = 0; row < source.Length; row += mean.Length)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                destination[row + i] = (source[row + i] - mean[i]) / scale[i];
            }
        }
    }

    private static (float[] Mean, float[] Scale) Numbers(ChannelMoments moments, string name)
    {
        float[] mean = new float[moments.Channels], scale = new float[moments.Channels];
        for (int channel = 0; channel < moments.Channels; channel++)
        {
            if (moments.CountOf(channel) == 0)
            {
                throw new ArgumentException($"Channel {channel} of the {name} has no number to take a mean of: all are missing.", name);
            }

            mean[channel] = (float)moments.MeanOf(channel);
            scale[channel] = (float)moments.DeviationOf(channel) is >= 1.17549435e-38f and var deviation ? deviation : 1;
        }

        return (mean, scale);
    }

    private static void Check(ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, string meanName, string scaleName)
    {
        if (scale.Length != mean.Length)
        {
            throw new ArgumentException($"{scaleName} must hold as many numbers as {meanName}.", scaleName);
        }

        for (int i = 0; i < mean.Length; i++)
        {
            if (!float.IsFinite(mean[i]) || !float.IsFinite(scale[i]) || scale[i] <= 0)
            {
                throw new ArgumentException($"{meanName}[{i}] or {scaleName}[{i}] cannot be used: means are finite, scales positive and finite.", meanName);
            }
        }
    }
}
