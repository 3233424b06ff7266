using Xunit;

namespace EdgeSeq.Allocation;

/// <summary>
/// Counts the bytes that this thread allocates on the managed heap. What the tests themselves pass counts too, and Debug
/// builds allocate what Release builds do not, such as the array behind a literal <c>[1]</c>: make arguments beforehand.
/// </summary>
public static class Allocated
{
    private const int Attempts = 5;

    /// <summary>
    /// The bytes that a warm action allocates: the least of a few attempts, since the runtime at times allocates tables of
    /// its own (the one of casts that it remembers, by 6,192 bytes at first), or collects, on this thread. What the action itself allocates, it allocates at every attempt.
    /// </summary>
    public static long By(Action action)
    {
        action();
        long least = long.MaxValue;
        for (int i = 0; i < Attempts && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>Asserts that a warm action allocates nothing, however often it is repeated.</summary>
    public static void AssertNothing(Action action, int repetitions = 100)
    {
        Assert.Equal(0, By(() =>
        {
            for (int i = 0; i < repetitions; i++)
            {
                action();
            }
        }));
    }
}
