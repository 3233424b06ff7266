using EdgeSeq.Generators.Declaration;

namespace EdgeSeq.Generators.Dialects;

/// <summary>
/// How an instruction set says the few words that kernels are made of. Only what differs is a table entry; loads,
/// stores, + - * / and comparisons are the cross-platform vector operations, which are exact everywhere.
/// </summary>
/// <param name="Name">Name of the nested kernel struct, and part of file names.</param>
/// <param name="Title">For people.</param>
/// <param name="Bits">Vector width: 128, 256 or 512.</param>
/// <param name="IsSupported">Expression that the JIT folds to a constant.</param>
/// <param name="Fma">a * b + c, rounded once; {0} {1} {2} are a, b, c.</param>
/// <param name="Fnma">c - a * b, rounded once.</param>
/// <param name="Min">a &lt; b ? a : b.</param>
/// <param name="Max">a &gt; b ? a : b.</param>
/// <param name="TileRows">Rows of the register tiles of a matrix product, widest first, ending in 1.</param>
/// <param name="TileColumns">Blocks of 16 columns of those tiles, widest first, ending in 1.</param>
/// <param name="SingleRowColumns">Blocks of 16 columns of the tiles of one row: wider, to keep eight sums in flight.</param>
/// <param name="MaxAccumulators">Vectors of sums that a step's product may hold in registers.</param>
/// <param name="MaxKeptSums">
/// Vectors of sums that may stay in registers while the cell is computed. More would leave it too few, and every value of the cell
/// would go through memory; then the sums do, once.
/// </param>
/// <param name="Dot">How bytes are multiplied, for weights of 8 bits.</param>
/// <param name="Bytes">How numbers become bytes.</param>
/// <param name="FmaByScalar">
/// a * b[i] + c, rounded once; {0} is a, {1} is b and i with a comma between, {2} is c. Null where no instruction takes one lane of a vector as a factor.
/// </param>
/// <param name="Prefetches">Whether .NET has an instruction that asks for a cache line ahead of its use.</param>
internal sealed record Dialect(
    string Name, string Title, int Bits, string IsSupported, string Fma, string Fnma, string Min, string Max,
    int[] TileRows, int[] TileColumns, int[] SingleRowColumns, int MaxAccumulators, int MaxKeptSums, DotWords Dot, ByteWords Bytes,
    string? FmaByScalar = null, bool Prefetches = false)
{
    /// <summary>Floats of a vector.</summary>
    public int Width => Bits / 32;

    /// <summary>Vectors of a block of 16.</summary>
    public int VectorsPerBlock => 16 / Width;

    public string Vector => $"Vector{Bits}";

    public string VectorType => $"Vector{Bits}<float>";

    /// <summary>The dialect that this one is, with another product of bytes; null for one of its own.</summary>
    public Dialect? Base { get; init; }

    /// <summary>The dialect whose tiles of bytes are faster than this one's, where the processor has both; null for none.</summary>
    public Dialect? ByteTiles { get; init; }

    /// <summary>The generated class of products of bytes with operands of a format, in EdgeSeq.dll.</summary>
    public string ByteKernels(StateFormat states) => $"{Name}{(states.Digits == 1 ? "Byte" : "Digit")}Kernels";

    /// <summary>The generated class of shape-independent kernels, in EdgeSeq.dll.</summary>
    public string Kernels => $"{(Base ?? this).Name}Kernels";

    /// <summary>An expression that tells whether the processor runs kernels of this dialect.</summary>
    public string IsThere => Base is null ? $"{Kernels}.IsSupported" : $"{Kernels}.IsSupported && {IsSupported}";
}
