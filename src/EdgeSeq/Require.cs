using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeSeq.Numerics;

namespace EdgeSeq;

/// <summary>Checks of arguments and options whose messages name the value, the expectation and the cure.</summary>
internal static class Require
{
    /// <summary>A number of a constructor or an option.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not hold.</exception>
    public static void That<T>(
        bool holds, T value, string expectation, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; {expectation}.");
        }
    }

    /// <summary>A size that a span or an array must be able to hold.</summary>
    /// <exception cref="ArgumentException">It is too large.</exception>
    public static void FitsSpan(long size, string what)
    {
        if (size > Array.MaxLength)
        {
            throw new ArgumentException($"{what} takes {size} elements, more than the {Array.MaxLength} that a span or array holds; choose smaller sizes.");
        }
    }

    /// <summary>The length of a span.</summary>
    /// <exception cref="ArgumentException">It differs.</exception>
    public static void Length(int found, int expected, string name, string what)
    {
        if (found != expected)
        {
            ThrowLength(found, expected, name, what);
        }
    }

    /// <summary>The length of a span that may be longer than needed.</summary>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public static void AtLeast(int found, int needed, string name, string what)
    {
        if (found < needed)
        {
            ThrowTooShort(found, needed, name, what);
        }
    }

    /// <summary>Numbers that are rows of a size.</summary>
    /// <exception cref="ArgumentException">The last row is not whole.</exception>
    public static void WholeRows(int length, int size, string name)
    {
        if (length % size != 0)
        {
            ThrowRows(length, size, name);
        }
    }

    /// <summary>Numbers that a model reads: one NaN among them would stay in its state for good.</summary>
    /// <param name="values">The numbers, or a part of them.</param>
    /// <param name="name">The argument.</param>
    /// <param name="first">Where in the argument they begin.</param>
    /// <exception cref="ArgumentException">One is NaN or infinite.</exception>
    public static void Finite(ReadOnlySpan<float> values, string name, int first = 0)
    {
        if (!FiniteNumbers.AreAll(values))
        {
            ThrowNotFinite(values, name, first);
        }
    }

    /// <summary>A span that is written while another one is still read or written.</summary>
    /// <exception cref="ArgumentException">They share memory.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apart<TWritten, TOther>(ReadOnlySpan<TWritten> written, ReadOnlySpan<TOther> other, string name, string otherName)
        where TWritten : unmanaged
        where TOther : unmanaged
    {
        nint distance = Unsafe.ByteOffset(
            ref Unsafe.As<TWritten, byte>(ref MemoryMarshal.GetReference(written)), ref Unsafe.As<TOther, byte>(ref MemoryMarshal.GetReference(other)));
        nuint ahead = (nuint)distance, behind = (nuint)(-distance);
        if ((ahead < (nuint)written.Length * (nuint)Unsafe.SizeOf<TWritten>() && !other.IsEmpty)
            || (behind < (nuint)other.Length * (nuint)Unsafe.SizeOf<TOther>() && !written.IsEmpty))
        {
            ThrowOverlap(name, otherName);
        }
    }

    // Apart, so that callers on the hot path stay small enough to be inlined.
    private static void ThrowLength(int found, int expected, string name, string what) =>
        throw new ArgumentException($"{name} holds {found} {what}; it must hold exactly {expected}.", name);

    private static void ThrowRows(int length, int size, string name) =>
        throw new ArgumentException($"{name} holds {length} numbers, which are no whole rows of {size}.", name);

    private static void ThrowNotFinite(ReadOnlySpan<float> values, string name, int first)
    {
        int stray = FiniteNumbers.FirstStray(values);
        throw new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"{name}[{first + stray}] is {values[stray]}; inputs are finite numbers. Leave such a reading out, or put a number in its place."), name);
    }

    private static void ThrowOverlap(string name, string other) =>
        throw new ArgumentException($"{name} overlaps {other}, which is needed while {name} is written; give it memory of its own.", name);

    private static void ThrowTooShort(int found, int needed, string name, string what) =>
        throw new ArgumentException($"{name} holds {found} {what}; it must hold at least {needed}.", name);
}
