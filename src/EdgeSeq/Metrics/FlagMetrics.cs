namespace EdgeSeq.Metrics;

/// <summary>How well independent yes-or-no outputs (<see cref="Head.Sigmoid"/>) are found, summed as they come. After construction adding allocates nothing.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class FlagMetrics
{
    private readonly float[] _thresholds;
    private readonly long[] _right, _found, _true, _counts;
    private long _rightSteps;

    /// <summary>Nothing measured yet.</summary>
    /// <param name="outputs">O, at least 1.</param>
    /// <param name="thresholds">From where on each output is a yes; null for 0.5.</param>
    /// <exception cref="ArgumentException">There are no outputs, or not as many thresholds.</exception>
    public FlagMetrics(int outputs, IReadOnlyList<float>? thresholds = null)
    {
        Require.That(outputs >= 1, outputs, "there is at least 1 output");
        Require.Length(thresholds?.Count ?? outputs, outputs, nameof(thresholds), "thresholds, one an output");
        _thresholds = [.. thresholds ?? Enumerable.Repeat(0.5f, outputs)];
        (_right, _found, _true, _counts) = (new long[outputs], new long[outputs], new long[outputs], new long[outputs]);
    }

    /// <summary>O.</summary>
    public int Outputs => _counts.Length;

    /// <summary>How often an output counted.</summary>
    public long Count(int output) => _counts[output];

    /// <summary>Steps of which some output counted.</summary>
    public long Steps { get; private set; }

    /// <summary>The share of steps whose every output that counts is on the right side of its threshold: all notes of a chord; NaN before the first.</summary>
    public double StepAccuracy => (double)_rightSteps / Steps;

    /// <summary>The share of an output's values that are on the right side of its threshold.</summary>
    public double Accuracy(int output) => 1 - ((double)(_true[output] + _found[output] - (2 * _right[output])) / _counts[output]);

    /// <summary>Of the yeses that were found, the share that are; NaN if none was.</summary>
    public double Precision(int output) => (double)_right[output] / _found[output];

    /// <summary>Of the yeses that are, the share that was found; NaN if none is.</summary>
    public double Recall(int output) => (double)_right[output] / _true[output];

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1(int output) => 2.0 * _right[output] / (_true[output] + _found[output]);

    /// <summary>Adds outputs.</summary>
    /// <param name="probabilities">[n x O].</param>
    /// <param name="values">[n x O] true values; a yes from 0.5 on, NaN where none counts.</param>
    /// <exception cref="ArgumentException">The lengths do not fit; nothing was added.</exception>
    public void Add(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> values)
    {
        Require.Length(probabilities.Length, values.Length, nameof(probabilities), "probabilities");
        Require.WholeRows(values.Length, Outputs, nameof(values));
        for (int first = 0; first < values.Length; first += Outputs)
        {
            AddStep(probabilities.Slice(first, Outputs), values.Slice(first, Outputs));
        }
    }

    private void AddStep(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> values)
    {
        bool counts = false, isRight = true;
        for (int output = 0; output < values.Length; output++)
        {
            if (!float.IsNaN(values[output]))
            {
                bool isFound = probabilities[output] >= _thresholds[output], isTrue = values[output] >= 0.5f;
                counts = true;
                isRight &= isFound == isTrue;
                _counts[output]++;
                _found[output] += isFound ? 1 : 0;
                _true[output] += isTrue ? 1 : 0;
                _right[output] += isFound && isTrue ? 1 : 0;
            }
        }

        Steps += counts ? 1 : 0;
        _rightSteps += counts && isRight ? 1 : 0;
    }

    /// <summary>Forgets what was added.</summary>
    public void Reset()
    {
        _right.AsSpan().Clear();
        _found.AsSpan().Clear();
        _true.AsSpan().Clear();
        _counts.AsSpan().Clear();
        (Steps, _rightSteps) = (0, 0);
    }

    /// <summary>All of it as a table.</summary>
    /// <param name="labels">Names of the outputs, as <see cref="Model{TShape}.Labels"/>; null for their numbers.</param>
    public string ToTable(IReadOnlyList<string>? labels = null)
    {
        var table = new TextTable("output", "values", "yes", "found", "accuracy", "precision", "recall", "F1");
        for (int i = 0; i < Outputs; i++)
        {
            table.Add(
                TextTable.Name(labels, i), TextTable.Count(_counts[i]), TextTable.Count(_true[i]), TextTable.Count(_found[i]), TextTable.Percent(Accuracy(i)),
                TextTable.Percent(Precision(i)), TextTable.Percent(Recall(i)), TextTable.Percent(F1(i)));
        }

        return table.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable();
}
