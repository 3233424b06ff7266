using System.ComponentModel;
using System.Runtime.CompilerServices;
using EdgeSeq.Numerics;

namespace EdgeSeq.Shapes;

/// <summary>
/// Dropout between layers: each hidden unit that a layer hands to the next is replaced by 0 with probability
/// <paramref name="Rate"/>, and divided by 1 - <paramref name="Rate"/> otherwise (Srivastava et al. 2014; between layers only, as
/// Zaremba et al. 2014). What is dropped depends on seed, layer, row, step and unit alone, so it is the same however a batch
/// is split, and backpropagation drops the same.
/// </summary>
/// <param name="Rate">0 to below 1; 0 drops nothing.</param>
/// <param name="Seed">Another for every update.</param>
/// <param name="FirstRow">Number of the first row: of a part of a batch, its place in the batch.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is outside [0, 1).</exception>
public readonly record struct Dropout(float Rate, ulong Seed, int FirstRow = 0)
{
    /// <summary>How likely a unit is to be dropped: 0 to below 1; 0 drops nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a number outside [0, 1).</exception>
    public float Rate { get; init => field = Checked(value); } = Checked(Rate);

    /// <summary>The same for rows from <paramref name="row"/> on.</summary>
    internal Dropout From(int row) => this with { FirstRow = FirstRow + row };

    /// <summary>Drops from the gathered inputs of a layer, or from their gradients.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Apply(in SequenceInput sequence, ref float work, in RowBuffer inputs, int size, int layer)
    {
        if (Rate <= 0)
        {
            return;
        }

        // Rate as a threshold on 32 random bits.
        uint threshold = (uint)(Rate * 4294967296.0);
        float factor = 1 / (1 - Rate);
        for (int b = 0; b < inputs.Batch; b++)
        {
            for (int t = 0; t < sequence.LengthOf(b, inputs.Steps); t++)
            {
                ref float row = ref inputs.At(ref work, b, t);
                ulong counter = Mix(Mix(Mix(Seed) + (ulong)layer) + (ulong)(FirstRow + b)) + (ulong)t;
                for (int i = 0; i < size; i += 2)
                {
                    ulong bits = Mix(Mix(counter) + (ulong)i);
                    Drop(ref Unsafe.Add(ref row, i), (uint)bits, threshold, factor);
                    if (i + 1 < size)
                    {
                        Drop(ref Unsafe.Add(ref row, i + 1), (uint)(bits >> 32), threshold, factor);
                    }
                }
            }
        }
    }

    private static float Checked(float rate)
    {
        Require.That(rate is >= 0 and < 1, rate, "it must be in [0, 1)", nameof(Rate));
        return rate;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Drop(ref float x, uint bits, uint threshold, float factor) => x = bits < threshold ? 0 : x * factor;

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood 2014) after one step of its counter.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
