using System.Runtime.CompilerServices;

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

    // Apart, so that callers on the hot path stay small enough to be inlined.
    private static void ThrowLength(int found, int expected, string name, string what) =>
        throw new ArgumentException($"{name} holds {found} {what}; it must hold exactly {expected}.", name);

    private static void ThrowTooShort(int found, int needed, string name, string what) =>
        throw new ArgumentException($"{name} holds {found} {what}; it must hold at least {needed}.", name);
}
