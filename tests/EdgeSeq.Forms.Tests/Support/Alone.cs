using Xunit;

namespace EdgeSeq.Forms.Tests;

/// <summary>
/// Tests that run while no other test does. Those that count allocated bytes must: a garbage collection on another
/// thread's behalf counts what is left of this thread's allocation buffer, up to 8 KB, as allocated.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";

    /// <summary>Asserts that a step allocates nothing once it is warm.</summary>
    public static void AssertNothingAllocated(Action step)
    {
        for (int i = 0; i < 20; i++)
        {
            step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 400; i++)
        {
            step();
        }

        // The runtime at times allocates tables of its own on this thread, less than 8 KB; an object a step would be 9,600 bytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8191);
    }
}
