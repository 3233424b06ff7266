namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>stride(a, 2)</c>: a at the first step and then at every second. What reads it runs at that pace.</summary>
internal sealed class StrideFunction() : NodeFunction("stride", "stride(a, 2)")
{
    public override Value Make(NodeCall call)
    {
        Value operand = call.Takes(2, 2).Value(0);
        return call.Reader.AddPast(call.Name, operand, kernel: 1, dilation: 1, byChannel: false, call.Expression, call.Integer(1, "The stride", 2, Paces.Most));
    }
}
