namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>dense(a, 24)</c>: W a + b.</summary>
internal sealed class DenseFunction() : ProductFunction("dense", "dense(x, 24)")
{
    public override NetworkProduct Product(NodeCall call) => new(call.Takes(2, 2).Value(0), call.Integer(1, "The number of units", 1, NetworkReader.MaxUnits));
}
