namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>[a, b, c]</c>: values one behind the other.</summary>
internal sealed class ConcatFunction() : NodeFunction(Equations.EquationParser.ListName, "[a, b, c]")
{
    public override Value Make(NodeCall call) => Value.Join(Enumerable.Range(0, call.Expression.Arguments.Count).Select(call.Value));
}
