using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>slice(a, 0, 10)</c>: ten numbers of a, from the first on.</summary>
internal sealed class SliceFunction() : NodeFunction("slice", "slice(x, 0, 10): ten numbers from the first on")
{
    public override Value Make(NodeCall call)
    {
        Value value = call.Takes(3, 3).Value(0);
        int first = call.Integer(1, "The place of the first number", 0, value.Size - 1), count = call.Integer(2, "The number of numbers", 1, value.Size);
        return first + count <= value.Size ? value.Slice(first, count)
            : throw new EquationSyntaxException($"There are {value.Size} numbers, so {count} from place {first} on end behind the last.", call.Expression.Mark);
    }
}
