using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeSeq.Numerics;

/// <summary>Looks for NaN and infinities. It only compares bits, so it is the same on every instruction set.</summary>
internal static class FiniteNumbers
{
    private const int Magnitude = 0x7FFFFFFF, Largest = 0x7F7FFFFF;   // without the sign; of float.MaxValue

    /// <summary>Whether there is neither a NaN nor an infinity.</summary>
    public static bool AreAll(ReadOnlySpan<float> x)
    {
        if (x.Length < Vector256<float>.Count)
        {
            foreach (float value in x)
            {
                if (!float.IsFinite(value))
                {
                    return false;
                }
            }

            return true;
        }

        // The last vector overlaps the one before it, so that no rest is left.
        ref float first = ref MemoryMarshal.GetReference(x);
        nuint last = (nuint)(x.Length - Vector256<float>.Count);
        Vector256<int> strays = Strays(ref first, last);
        for (nuint i = 0; i < last; i += (nuint)Vector256<float>.Count)
        {
            strays |= Strays(ref first, i);
        }

        return strays == Vector256<int>.Zero;
    }

    /// <summary>The place of the first NaN or infinity; -1 if there is none.</summary>
    public static int FirstStray(ReadOnlySpan<float> x)
    {
        int i = 0;
        while (i < x.Length && float.IsFinite(x[i]))
        {
            i++;
        }

        return i < x.Length ? i : -1;
    }

    private static Vector256<int> Strays(ref float first, nuint offset) =>
        Vector256.GreaterThan(Vector256.LoadUnsafe(ref first, offset).AsInt32() & Vector256.Create(Magnitude), Vector256.Create(Largest));
}
