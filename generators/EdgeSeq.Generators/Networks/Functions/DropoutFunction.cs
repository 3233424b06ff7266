namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>dropout(a)</c>: training drops numbers of a, at the rate of its options; else it is a.</summary>
internal sealed class DropoutFunction() : NodeFunction("dropout", "dropout(h)")
{
    public override Value Make(NodeCall call)
    {
        Value operand = call.Takes(1, 1).Value(0);
        return call.Reader.Add(new GraphDropout(call.Name, operand) { Pace = operand.Pace }) with { IsLast = operand.IsLast };
    }
}
