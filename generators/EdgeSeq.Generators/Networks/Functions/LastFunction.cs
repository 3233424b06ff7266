namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>last(a)</c>: a after the last step of a sequence.</summary>
internal sealed class LastFunction() : NodeFunction("last", "last(h)")
{
    public override Value Make(NodeCall call) => call.Takes(1, 1).Value(0) with { IsLast = true };
}
