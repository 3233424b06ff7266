namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>bag(slice(x, 3, 12), 500, 16)</c>: the sum of the learned vectors of twelve tokens that stand as numbers in the input; PyTorch's EmbeddingBag.</summary>
internal sealed class BagFunction() : NodeFunction("bag", "bag(slice(x, 3, 12), 500, 16)")
{
    public override Value Make(NodeCall call) => EmbedFunction.Lookup(call.Takes(3, 3), isBag: true);
}
