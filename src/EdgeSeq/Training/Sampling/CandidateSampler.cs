using EdgeSeq.Data;
using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>
/// Chooses the classes of a batch: its targets, and others until there are enough. A class is among them with the probability
/// <c>Q = 1 - (1 - f)^n (1 - q)^m</c>, where f is its share of targets, of which the batch has n, and q its share of m draws; <c>sum e^(o - ln Q)</c> over the chosen estimates the sum over all: without bias if the number of draws were fixed, and nearly so as it is.
/// </summary>
internal sealed class CandidateSampler
{
    /// <summary>Draws for each class that is wanted, behind which the rest stays empty: few classes may have nearly all of the probability.</summary>
    private const int MostDraws = 64;

    private readonly double[] _cumulative, _missesTarget, _missesDraw;
    private readonly int[] _slotOf, _classes;
    private readonly float[] _correction;
    private readonly RandomGenerator _random = new();
    private readonly ulong _seed;

    /// <summary>Prepares the likelihoods.</summary>
    /// <param name="classes">Classes.</param>
    /// <param name="slots">How many are chosen.</param>
    /// <param name="counts">How often each is a target; null for classes from the most frequent on.</param>
    /// <param name="seed">What is drawn.</param>
    public CandidateSampler(int classes, int slots, OutputCounts? counts, ulong seed)
    {
        _seed = seed;
        (_cumulative, _missesTarget, _missesDraw) = (new double[classes], new double[classes], new double[classes]);
        (_slotOf, _classes, _correction) = (new int[classes], new int[slots], new float[slots]);
        Array.Fill(_slotOf, -1);
        double all = 0, drawn = 0;
        for (int k = 0; k < classes; k++)
        {
            double share = counts is null ? -LogOfOneMinus(1.0 / (k + 2)) : counts.Counts[k] + 1;   // one more, so that none is impossible
            double root = Math.Sqrt(share);
            all += share;
            _missesTarget[k] = share;
            _missesDraw[k] = counts is null ? share : root * Math.Sqrt(root);
            _cumulative[k] = drawn += _missesDraw[k];
        }

        for (int k = 0; k < classes; k++)
        {
            _missesTarget[k] = LogOfOneMinus(_missesTarget[k] / all);
            _missesDraw[k] = LogOfOneMinus(_missesDraw[k] / drawn);
        }
    }

    /// <summary>The chosen classes, ascending.</summary>
    public ReadOnlySpan<int> Classes => _classes.AsSpan(0, Count);

    /// <summary>ln Q of each.</summary>
    public ReadOnlySpan<float> Corrections => _correction.AsSpan(0, Count);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Chooses the classes of a batch.</summary>
    /// <param name="targets">Its targets, of which -1 do not count; receives their places among the classes.</param>
    /// <param name="number">Another for every batch.</param>
    /// <exception cref="ArgumentException">It has more different targets than there is room for.</exception>
    public void Choose(Span<int> targets, ulong number)
    {
        foreach (int chosen in Classes)
        {
            _slotOf[chosen] = -1;
        }

        Count = 0;
        int counted = 0;
        foreach (int target in targets)
        {
            counted += target >= 0 ? 1 : 0;
            if (target >= 0 && !TryAdd(target))
            {
                throw new ArgumentException($"The batch has more than {_classes.Length} different targets, the outputs of the sample's shape: declare it with more Outputs, or train with smaller batches.", nameof(targets));
            }
        }

        long draws = 0, most = (long)MostDraws * _classes.Length;
        _random.Reseed(_seed + number);
        while (Count < _classes.Length && draws < most)
        {
            draws++;
            int place = Array.BinarySearch(_cumulative, _random.NextDouble() * _cumulative[^1]);
            TryAdd(Math.Min(place >= 0 ? place + 1 : ~place, _cumulative.Length - 1));
        }

        Span<int> classes = _classes.AsSpan(0, Count);
        classes.Sort();   // neighbours lie side by side
        for (int slot = 0; slot < classes.Length; slot++)
        {
            _slotOf[classes[slot]] = slot;
            _correction[slot] = (float)OneMinusExp((counted * _missesTarget[classes[slot]]) + (draws * _missesDraw[classes[slot]]));
        }

        VectorMath.Log(_correction.AsSpan(0, Count), _correction);
        foreach (ref int target in targets)
        {
            target = target >= 0 ? _slotOf[target] : -1;
        }
    }

    private bool TryAdd(int candidate)
    {
        if (_slotOf[candidate] < 0)
        {
            if (Count == _classes.Length)
            {
                return false;
            }

            _classes[Count] = candidate;
            _slotOf[candidate] = Count++;
        }

        return true;
    }

    /// <summary>ln(1 - p). Functions of the runtime have other bits elsewhere, and floats alone lose small p.</summary>
    private static double LogOfOneMinus(double p) => p < 0.01 ? -p * (1 + (p * ((1 / 2.0) + (p * ((1 / 3.0) + (p / 4))))))
        : VectorMath.Log((float)Math.Max(1 - p, 1e-6));

    /// <summary>1 - e^x of x below 0.</summary>
    private static double OneMinusExp(double x) => x > -0.01 ? -x * (1 + (x * ((1 / 2.0) + (x * ((1 / 6.0) + (x / 24))))))
        : 1 - VectorMath.Exp((float)Math.Max(x, -80));
}
