using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using EdgeSeq.Quantization;
using EdgeSeq.Storage;

namespace EdgeSeq.Shapes;

/// <summary>
/// How a parameter block holds numbers that are no floats. Shapes name it, so that programs without such a shape are linked without its code.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WeightCodec
{
    private protected WeightCodec()
    {
    }

    /// <summary>Whole numbers of 8 bits with a scale for every output.</summary>
    /// <param name="scaleOffset">Where the scales of the group of gates begin, laid out as biases.</param>
    /// <param name="isMultiplied">True for four inputs of an output in a cell; false for rows that are looked up, four outputs in a cell.</param>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The type is what it names.")]
    public static WeightCodec Int8(int scaleOffset, bool isMultiplied) => new Int8Codec(scaleOffset, isMultiplied);

    /// <summary>Upper halves of floats; two blocks of 16 outputs of the same k lie in the same 16 cells.</summary>
    public static WeightCodec BFloat16() => new BFloat16Codec();

    /// <summary>What it holds.</summary>
    internal abstract WeightType Type { get; }

    /// <summary>What it holds, for messages: weights of ...</summary>
    internal abstract string Title { get; }

    /// <summary>One number.</summary>
    internal abstract float Read(ReadOnlySpan<float> block, ParameterInfo parameter, int k, int j);

    /// <summary>The first finite number of a parameter, as input and output, that is too large to be rounded; null if there is none.</summary>
    internal abstract (int K, int J)? FirstTooLarge(ReadOnlySpan<float> floats, ParameterInfo from);

    /// <summary>Rounds all numbers of a parameter, which lie as floats in another block. Allocates nothing.</summary>
    internal abstract void Round(ReadOnlySpan<float> floats, ParameterInfo from, Span<float> block, ParameterInfo to);

    /// <summary>Makes all numbers of a parameter floats in another block. Allocates nothing.</summary>
    internal abstract void Widen(ReadOnlySpan<float> block, ParameterInfo from, Span<float> floats, ParameterInfo to);

    /// <summary>The first values of a shape.</summary>
    internal abstract void Fill(Span<float> block, ModelShape shape, Initialization initialization, RandomGenerator random);

    /// <summary>The tensors of a file.</summary>
    internal abstract ImmutableArray<ExpectedTensor> Expected(ImmutableArray<CanonicalTensor> tensors);

    /// <summary>The bytes of all tensors as a file holds them.</summary>
    internal abstract void Export(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block, IByteSink sink);

    /// <summary>SHA-256 of those bytes, in lower-case hexadecimal.</summary>
    internal abstract string Sha256(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block);

    /// <summary>Reads the tensors of a file of bytes, or of floats, which are rounded.</summary>
    internal abstract void Read(Stream source, SafetensorsHeader header, ModelShape shape, ModelFileOptions options, Span<float> block);
}
