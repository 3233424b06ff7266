using System.Collections.Immutable;

namespace EdgeSeq.Storage;

/// <summary>One tensor that a file must hold.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its sizes.</param>
/// <param name="IsDigest">Whether it is a digest of bytes; else it holds floats.</param>
internal sealed record ExpectedTensor(string Name, ImmutableArray<int> Dimensions, bool IsDigest = false)
{
    /// <summary>True where it must hold whole numbers of 8 bits.</summary>
    public bool IsInt8 { get; init; }

    /// <summary>Numbers.</summary>
    public int Length => Dimensions.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Name and sizes, for messages.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Dimensions)}]";
}
