using EdgeSeq.Numerics;

namespace EdgeSeq.Metrics;

/// <summary>
/// How well classes are found, summed as outputs come: accuracy, confusion matrix, precision, recall, F1, log loss, perplexity and calibration. After
/// construction adding allocates nothing.
/// </summary>
/// <remarks>
/// Takes 24 bytes a class, and 8 for each pair of classes where there are at most <see cref="MostConfused"/>. One thread at a time.
/// </remarks>
public sealed class ClassMetrics
{
    /// <summary>Shapes of more classes have no confusion matrix.</summary>
    public const int MostConfused = 1024;

    private const int Bins = 10;

    private readonly long[] _right, _found, _true, _confusion;
    private readonly long[] _binCounts = new long[Bins], _binRight = new long[Bins];
    private readonly double[] _binConfidence = new double[Bins];
    private double _logLoss;

    /// <summary>Nothing measured yet.</summary>
    /// <param name="classes">O, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public ClassMetrics(int classes)
    {
        Require.That(classes >= 2, classes, "there are at least 2 classes");
        (_right, _found, _true) = (new long[classes], new long[classes], new long[classes]);
        _confusion = new long[classes <= MostConfused ? classes * classes : 0];
    }

    /// <summary>O.</summary>
    public int Classes => _true.Length;

    /// <summary>Outputs that counted.</summary>
    public long Count { get; private set; }

    /// <summary>The share of outputs whose likeliest class is the true one; NaN before the first.</summary>
    public double Accuracy => (double)_right.Sum() / Count;

    /// <summary>Mean cross-entropy in nats: of the true classes' probabilities, none taken for less than 1e-30.</summary>
    public double LogLoss => _logLoss / Count;

    /// <summary>e to the log loss: among how many classes, equally likely, the model as good as guesses.</summary>
    public double Perplexity
    {
        get
        {
            Span<float> loss = [(float)LogLoss];
            VectorMath.Exp(loss, loss);
            return loss[0];
        }
    }

    /// <summary>The mean of the classes' F1, each counting alike; those that neither were true nor found are left out.</summary>
    public double MacroF1
    {
        get
        {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < Classes; i++)
            {
                if (_true[i] + _found[i] > 0)
                {
                    (sum, count) = (sum + F1(i), count + 1);
                }
            }

            return sum / count;
        }
    }

    /// <summary>
    /// The expected calibration error in ten bins: by how much the probability of the likeliest class differs on average from how often it is the true
    /// one (Guo et al., On Calibration of Modern Neural Networks, 2017, equation 3).
    /// </summary>
    public double CalibrationError
    {
        get
        {
            double sum = 0;
            for (int bin = 0; bin < Bins; bin++)
            {
                sum += Math.Abs(_binRight[bin] - _binConfidence[bin]);
            }

            return sum / Count;
        }
    }

    /// <summary>Of what was found to be a class, the share that is; NaN if nothing was.</summary>
    public double Precision(int index) => (double)_right[index] / _found[index];

    /// <summary>Of what is of a class, the share that was found; NaN if nothing is.</summary>
    public double Recall(int index) => (double)_right[index] / _true[index];

    /// <summary>The harmonic mean of precision and recall; NaN if the class neither was true nor found.</summary>
    public double F1(int index) => 2.0 * _right[index] / (_true[index] + _found[index]);

    /// <summary>How often outputs of one class were found to be of another.</summary>
    /// <exception cref="InvalidOperationException">There are more classes than <see cref="MostConfused"/>.</exception>
    public long Confusion(int trueClass, int foundClass) => _confusion.Length > 0
        ? _confusion[(trueClass * Classes) + foundClass]
        : throw new InvalidOperationException($"There is no confusion matrix of {Classes} classes; at most {MostConfused} have one.");

    /// <summary>Adds outputs.</summary>
    /// <param name="probabilities">[n x O]: probabilities, not logits.</param>
    /// <param name="classes">[n] true classes, or -1 where none counts.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or there is no such class; nothing was added.</exception>
    public void Add(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> classes)
    {
        Require.Length(probabilities.Length, classes.Length * Classes, nameof(probabilities), "probabilities (outputs x classes)");
        Training.BatchCheck.CountTokens(classes, 0, classes.Length, Classes, nameof(classes), "classes");
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] >= 0)
            {
                Add(probabilities.Slice(i * Classes, Classes), classes[i]);
            }
        }
    }

    /// <summary>Forgets what was added.</summary>
    public void Reset()
    {
        foreach (long[] counts in (ReadOnlySpan<long[]>)[_right, _found, _true, _confusion, _binCounts, _binRight])
        {
            counts.AsSpan().Clear();
        }

        _binConfidence.AsSpan().Clear();
        (Count, _logLoss) = (0, 0);
    }

    /// <summary>All of it as tables.</summary>
    /// <param name="labels">Names of the classes, as <see cref="Model{TShape}.Labels"/>; null for their numbers.</param>
    public string ToTable(IReadOnlyList<string>? labels = null)
    {
        var all = new TextTable("outputs", "accuracy", "macro F1", "log loss", "perplexity", "calibration error");
        all.Add(TextTable.Count(Count), TextTable.Percent(Accuracy), TextTable.Percent(MacroF1), TextTable.Number(LogLoss), TextTable.Number(Perplexity),
            TextTable.Percent(CalibrationError));
        const int mostListed = 30;
        if (Classes > mostListed)
        {
            return all.ToString();
        }

        var table = new TextTable(["class", "true", "found", "precision", "recall", "F1", .. Enumerable.Range(0, Classes).Select(i => "as " + TextTable.Name(labels, i))]);
        for (int i = 0; i < Classes; i++)
        {
            table.Add([
                TextTable.Name(labels, i), TextTable.Count(_true[i]), TextTable.Count(_found[i]), TextTable.Percent(Precision(i)), TextTable.Percent(Recall(i)),
                TextTable.Percent(F1(i)), .. Enumerable.Range(0, Classes).Select(found => TextTable.Count(Confusion(i, found)))]);
        }

        return $"{all}\n{table}";
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable();

    private void Add(ReadOnlySpan<float> probabilities, int trueClass)
    {
        int found = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            found = probabilities[i] > probabilities[found] ? i : found;
        }

        bool isRight = found == trueClass;
        Count++;
        _true[trueClass]++;
        _found[found]++;
        _right[found] += isRight ? 1 : 0;
        if (_confusion.Length > 0)
        {
            _confusion[(trueClass * Classes) + found]++;
        }

        Span<float> probability = [Math.Max(probabilities[trueClass], 1e-30f)];
        VectorMath.Log(probability, probability);
        _logLoss -= probability[0];
        int bin = Math.Clamp((int)(probabilities[found] * Bins), 0, Bins - 1);
        _binCounts[bin]++;
        _binRight[bin] += isRight ? 1 : 0;
        _binConfidence[bin] += probabilities[found];
    }
}
