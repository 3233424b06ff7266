using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>[a, b, c]</c>: values one behind the other.</summary>
internal sealed class ConcatFunction() : NodeFunction(EquationParser.ListName, "[a, b, c]")
{
    /// <summary>Lists of lists grow fast; no vector that comes in is longer.</summary>
    private const int MaxSize = 1_048_576, MaxParts = 1_000;

    public override Value Make(NodeCall call)
    {
        Value[] values = [.. Enumerable.Range(0, call.Expression.Arguments.Count).Select(call.Value)];
        Paces.Of(values, call.Expression.Arguments, call.Expression);
        return values.Sum(value => (long)value.Size) <= MaxSize && values.Sum(value => value.Parts.Count) <= MaxParts ? Value.Join(values)
            : throw new EquationSyntaxException($"The list has more than {MaxSize} numbers, or is made of more than {MaxParts} pieces.", call.Expression.Mark);
    }
}
