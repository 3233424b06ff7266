using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// The learned vectors of tokens that stand as numbers in an input vector. Moves and adds numbers in one order, so it is the same for every instruction set.
/// </summary>
/// <param name="count">Tokens of a step.</param>
/// <param name="vocabulary">V.</param>
/// <param name="size">E, numbers of a vector.</param>
/// <param name="width">Floats from one vector to the next; the one before the first is zero.</param>
/// <param name="isBag">True for the sum of the vectors; else they stand side by side.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TokenTable(int count, int vocabulary, int size, int width, bool isBag)
{
    /// <summary>Looks up the tokens of a step.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="vectors">The vector of token 0.</param>
    /// <param name="to">Receives the vectors, or their sum, and zeros up to the end of a block.</param>
    public void Read(ref float tokens, ref float vectors, ref float to)
    {
        if (isBag)
        {
            MemoryMarshal.CreateSpan(ref to, width).Clear();
        }

        for (int i = 0; i < count; i++)
        {
            ref float vector = ref Unsafe.Add(ref vectors, (nint)TokenAt(ref tokens, i) * width);
            if (isBag)
            {
                KernelMemory.AddRows(1, ref vector, 0, ref to, 0, size);
            }
            else
            {
                KernelMemory.Copy(ref vector, ref Unsafe.Add(ref to, i * size), size);
            }
        }

        if (!isBag)
        {
            KernelMemory.FillPadding(ref to, count * size, 0);
        }
    }

    /// <summary>The way back of <see cref="Read"/>, for a share of each vector.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="from">The gradients of what was read.</param>
    /// <param name="vectors">Those of the vector of token 0; added to.</param>
    /// <param name="first">The first number of the share.</param>
    /// <param name="end">The end of it.</param>
    public void AddGradients(ref float tokens, ref float from, ref float vectors, int first, int end)
    {
        int numbers = Math.Min(end, size) - first;
        for (int i = 0; i < count && numbers > 0; i++)
        {
            int token = TokenAt(ref tokens, i);
            if (token >= 0)
            {
                KernelMemory.AddRows(1, ref Unsafe.Add(ref from, (isBag ? 0 : i * size) + first), 0, ref Unsafe.Add(ref vectors, ((nint)token * width) + first), 0, numbers);
            }
        }
    }

    // They were checked, but lie where the caller may write them meanwhile; and they are addresses.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TokenAt(ref float tokens, int i)
    {
        float token = Unsafe.Add(ref tokens, i);
        return token >= 0 && token < vocabulary ? (int)token : -1;
    }
}
