namespace EdgeSeq;

/// <summary>The instructions that multiply weights and states of 8 bits, or both digits of states of 15 (<see cref="WeightType.Int8"/>). All of them give the same bits.</summary>
public enum ByteProduct
{
    /// <summary>No vector instructions.</summary>
    Portable,

    /// <summary>NEON <c>smull</c>: products in 16 bits, which pairwise additions sum.</summary>
    Smull,

    /// <summary>NEON <c>sdot</c>, since ARMv8.2: four products of a sum at once.</summary>
    Sdot,

    /// <summary>AVX2 or AVX-512 <c>vpmaddubsw</c>: pairs in 16 bits, which <c>vpmaddwd</c> sums.</summary>
    Pmaddubsw,

    /// <summary>AVX-VNNI <c>vpdpbusd</c> on 256 bits: four products of a sum at once. Single rows of processors without AVX-512; several rows of all that have it.</summary>
    Vpdpbusd,
}
