using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>hold(a)</c>: a value of a slower pace at every step; between two of its steps it stays.</summary>
internal sealed class HoldFunction() : NodeFunction("hold", "hold(a), where a is read at every second step")
{
    public override Value Make(NodeCall call)
    {
        Value operand = call.Takes(1, 1).Value(0);
        return operand.Pace > 1 ? call.Reader.Add(new GraphHold(call.Name, operand)) with { IsLast = operand.IsLast }
            : throw new EquationSyntaxException($"\"{call.Expression.Arguments[0]}\" has a value at every step already: hold is for what stands behind a stride.", call.Expression.Mark);
    }
}
