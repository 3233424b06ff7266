using Xunit;

namespace EdgeSeq.Allocation;

/// <summary>
/// Tests that run while no other test does. Those that count allocated bytes must: a garbage collection on another
/// thread's behalf counts what is left of this thread's allocation buffer, up to 8 KB, as allocated.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
