using System.Collections.Immutable;

namespace EdgeSeq.Storage;

/// <summary>One tensor that a file must hold.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its sizes.</param>
/// <param name="IsDigest">Whether it is a digest of bytes; else it holds floats.</param>
internal sealed record ExpectedTensor(string Name, ImmutableArray<int> Dimensions, bool IsDigest = false)
{
    /// <summary>What is written; what is read may be any type of floats where this is one.</summary>
    public string Dtype { get; init; } = FloatType.Float32;

    /// <summary>True where it must hold whole numbers of 8 bits.</summary>
    public bool IsInt8 => Dtype == FloatType.Int8;

    /// <summary>Bytes of a number as it is written.</summary>
    public int SizeOfNumber => IsDigest || IsInt8 ? 1 : FloatType.SizeOf(Dtype);

    /// <summary>Numbers.</summary>
    public int Length => Dimensions.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Name and sizes, for messages.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Dimensions)}]";
}
