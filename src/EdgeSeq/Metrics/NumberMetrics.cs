using EdgeSeq.Data;

namespace EdgeSeq.Metrics;

/// <summary>How far numbers (<see cref="Head.Linear"/>) are from the true ones, summed as they come. After construction adding allocates nothing.</summary>
/// <remarks>Errors are in the units of what is added. One thread at a time.</remarks>
public sealed class NumberMetrics
{
    private readonly ChannelMoments _errors, _targets;
    private readonly double[] _absolute;
    private readonly float[] _row, _truth;

    /// <summary>Nothing measured yet.</summary>
    /// <param name="outputs">O, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    public NumberMetrics(int outputs)
    {
        Require.That(outputs >= 1, outputs, "there is at least 1 output");
        (_errors, _targets, _absolute) = (new ChannelMoments(outputs), new ChannelMoments(outputs), new double[outputs]);
        (_row, _truth) = (new float[outputs], new float[outputs]);
    }

    /// <summary>O.</summary>
    public int Outputs => _absolute.Length;

    /// <summary>How often an output counted.</summary>
    public long Count(int output) => _errors.CountOf(output);

    /// <summary>The mean of the absolute errors; NaN before the first.</summary>
    public double MeanAbsoluteError(int output) => _absolute[output] / Count(output);

    /// <summary>The square root of the mean of the squared errors; NaN before the first.</summary>
    public double RootMeanSquaredError(int output) =>
        Count(output) == 0 ? double.NaN : Math.Sqrt((_errors.DeviationOf(output) * _errors.DeviationOf(output)) + (_errors.MeanOf(output) * _errors.MeanOf(output)));

    /// <summary>The mean of the errors, found minus true: what the model is off by on the whole.</summary>
    public double Bias(int output) => Count(output) == 0 ? double.NaN : _errors.MeanOf(output);

    /// <summary>
    /// The share of the true numbers' variance that is explained (R squared): 1 is perfect, 0 as good as always saying their mean.
    /// </summary>
    public double Explained(int output)
    {
        double error = RootMeanSquaredError(output), deviation = _targets.DeviationOf(output);
        return 1 - (error * error / (deviation * deviation));
    }

    /// <summary>Adds outputs.</summary>
    /// <param name="found">[n x O] numbers.</param>
    /// <param name="values">[n x O] true numbers; NaN where none counts.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is infinite.</exception>
    public void Add(ReadOnlySpan<float> found, ReadOnlySpan<float> values)
    {
        Require.Length(found.Length, values.Length, nameof(found), "numbers");
        Require.WholeRows(values.Length, Outputs, nameof(values));
        for (int row = 0; row < values.Length; row += Outputs)
        {
            for (int i = 0; i < Outputs; i++)
            {
                (_row[i], _truth[i]) = (found[row + i] - values[row + i], values[row + i]);
                _absolute[i] += float.IsNaN(_row[i]) ? 0 : Math.Abs(_row[i]);
            }

            _errors.Add(_row);
            _targets.Add(_truth);
        }
    }

    /// <summary>Forgets what was added.</summary>
    public void Reset()
    {
        _errors.Reset();
        _targets.Reset();
        _absolute.AsSpan().Clear();
    }

    /// <summary>All of it as a table.</summary>
    /// <param name="labels">Names of the outputs; null for their numbers.</param>
    /// <param name="units">Units of the outputs; null for none.</param>
    public string ToTable(IReadOnlyList<string>? labels = null, IReadOnlyList<string>? units = null)
    {
        var table = new TextTable(["output", "numbers", "MAE", "RMSE", "bias", "explained", .. (string[])(units is null ? [] : ["unit"])]);
        for (int i = 0; i < Outputs; i++)
        {
            table.Add([
                TextTable.Name(labels, i), TextTable.Count(Count(i)), TextTable.Number(MeanAbsoluteError(i)), TextTable.Number(RootMeanSquaredError(i)),
                TextTable.Number(Bias(i)), TextTable.Percent(Explained(i)), .. (string[])(units is null ? [] : [units[i]])]);
        }

        return table.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable();
}
