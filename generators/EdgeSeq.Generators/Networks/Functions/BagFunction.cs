namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>bag(slice(x, 3, 12), 500, 16)</c>: the sum of the learned vectors of twelve tokens that stand as numbers in the input; PyTorch's EmbeddingBag.</summary>
internal sealed class BagFunction() : NodeFunction("bag", "bag(slice(x, 3, 12), 500, 16)")
{
    public override Value Make(NodeCall call) =>
        call.Reader.AddLookup(call.Takes(3, 3).Name, call.Expression, EmbedFunction.Vocabulary(call), EmbedFunction.Size(call, 2), isBag: true);
}
