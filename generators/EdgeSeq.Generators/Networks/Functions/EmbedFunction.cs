namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>embed(x, 16)</c>: the learned vector of the token.</summary>
internal sealed class EmbedFunction() : NodeFunction("embed", "embed(x, 16)")
{
    public override Value Make(NodeCall call)
    {
        call.Takes(2, 2);
        return call.Reader.AddEmbedding(call.Name, call.Expression, call.Integer(1, "The size of the learned vectors", 1, NetworkReader.MaxUnits));
    }
}
