using System.Collections.Immutable;
using EdgeSeq.Models;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Quantization;

/// <summary>What weights that are rounded from floats have in common. Apart from <see cref="WeightCodec"/>, so that programs without such a shape are linked without it.</summary>
internal abstract class RoundedCodec : WeightCodec
{
    internal override void Fill(Span<float> block, ModelShape shape, Initialization initialization, RandomGenerator random)
    {
        var wide = new WideBlock(shape);
        ParameterInitializer.Fill(wide.Floats, wide.Shape, initialization, random);
        wide.RoundInto(block);
    }

    internal override string Sha256(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block)
    {
        var hash = new Sha256();
        Export(tensors, block, hash);
        return hash.FinishAsText();
    }
}
