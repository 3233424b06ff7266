using System.ComponentModel;
using System.Runtime.CompilerServices;
using EdgeSeq.Numerics;

namespace EdgeSeq.Shapes;

/// <summary>
/// Dropout: each number on its way to what reads it is replaced by 0 with the probability of its place, and divided by 1 minus that otherwise (Srivastava
/// et al. 2014), never within a layer's own recurrence (Zaremba et al. 2014). What is dropped depends on seed, place, row, step and number alone, so it is
/// the same however a batch is split, and backpropagation drops the same.
/// </summary>
/// <param name="Rate">Of hidden units between layers, and of <c>dropout(a)</c> in a network: 0 to below 1; 0 drops nothing.</param>
/// <param name="Seed">Another for every update.</param>
/// <param name="FirstRow">Number of the first row: of a part of a batch, its place in the batch.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is outside [0, 1).</exception>
public readonly record struct Dropout(float Rate, ulong Seed, int FirstRow = 0)
{
    // Places behind all layers, whose numbers begin at 1.
    private const ulong InputsPlace = 1 << 20, VectorsPlace = InputsPlace + 1, OutputsPlace = InputsPlace + 2;

    /// <summary>How likely a unit is to be dropped: 0 to below 1; 0 drops nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a number outside [0, 1).</exception>
    public float Rate { get; init => field = Checked(value); } = Checked(Rate);

    /// <summary>How likely a number of a token's learned vector is to be dropped: 0 to below 1; 0 drops nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a number outside [0, 1).</exception>
    public float EmbeddingRate { get; init => field = Checked(value); }

    /// <summary>How likely a hidden unit is to be dropped on its way to the output layer: 0 to below 1; 0 drops nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a number outside [0, 1).</exception>
    public float OutputRate { get; init => field = Checked(value); }

    /// <summary>Whether all steps of a row drop the same numbers (Gal and Ghahramani 2016).</summary>
    public bool IsSameOverTime { get; init; }

    /// <summary>The same for rows from <paramref name="row"/> on.</summary>
    internal Dropout From(int row) => this with { FirstRow = FirstRow + row };

    /// <summary>Drops from the gathered inputs of a layer, or from their gradients.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Apply(in SequenceInput sequence, ref float work, in RowBuffer inputs, int size, int layer) => Apply(Rate, sequence, ref work, inputs, size, (ulong)layer);

    /// <summary>Drops from learned vectors, or from their gradients.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void ApplyToVectors(in SequenceInput sequence, ref float work, in RowBuffer vectors, int size) => Apply(EmbeddingRate, sequence, ref work, vectors, size, VectorsPlace);

    /// <summary>Drops from what the output layer reads, or from its gradients.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void ApplyToOutputs(in SequenceInput sequence, ref float work, in RowBuffer states, int size) => Apply(OutputRate, sequence, ref work, states, size, OutputsPlace);

    /// <summary>Drops from vectors that come in.</summary>
    /// <param name="rate">How likely.</param>
    /// <param name="vectors">[rows x window x size].</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="size">Numbers of a vector.</param>
    internal void ApplyToInputs(float rate, Span<float> vectors, int window, int size)
    {
        for (int step = 0; step < vectors.Length / size; step++)
        {
            DropRow(rate, ref vectors[step * size], size, InputsPlace, step / window, step % window);
        }
    }

    private void Apply(float rate, in SequenceInput sequence, ref float work, in RowBuffer inputs, int size, ulong place)
    {
        if (rate <= 0)
        {
            return;
        }

        for (int b = 0; b < inputs.Batch; b++)
        {
            for (int t = 0; t < sequence.LengthOf(b, inputs.Steps); t++)
            {
                DropRow(rate, ref inputs.At(ref work, b, t), size, place, b, t);
            }
        }
    }

    private void DropRow(float rate, ref float row, int size, ulong place, int b, int t)
    {
        // Rate as a threshold on 32 random bits.
        uint threshold = (uint)(rate * 4294967296.0);
        float factor = 1 / (1 - rate);
        ulong counter = Mix(Mix(Mix(Seed) + place) + (ulong)(FirstRow + b)) + (IsSameOverTime ? 0 : (ulong)t);
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
