using Xunit;

namespace EdgeSeq.Learning.Tests;

/// <summary>Tests that count allocated bytes: a collection on another thread's behalf would be counted too.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
