using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks;

/// <summary>A call in a network's text, and what a function needs to follow it.</summary>
/// <param name="reader">Who reads the text.</param>
/// <param name="expression">The call.</param>
/// <param name="name">What its node is called.</param>
/// <param name="usage">An example, for messages.</param>
internal sealed class NodeCall(NetworkReader reader, Call expression, string name, string usage)
{
    public NetworkReader Reader => reader;

    public Call Expression => expression;

    public string Name => name;

    /// <summary>Requires as many arguments.</summary>
    public NodeCall Takes(int least, int most)
    {
        int count = expression.Arguments.Count;
        return count >= least && count <= most ? this : throw new EquationSyntaxException(
            $"\"{expression.Function}\" takes {(least == most ? $"{least}" : $"{least} to {most}")} argument{(most == 1 ? "" : "s")}, as in {usage}; here {(count == 1 ? "is 1" : $"are {count}")}.", expression.Mark);
    }

    /// <summary>An argument that is a value; tokens are none.</summary>
    public Value Value(int index) => reader.Vector(expression.Arguments[index], $"{name}_x");

    /// <summary>An argument that is a whole number.</summary>
    public int Integer(int index, string what, int least, int most, int absent = 0)
    {
        if (index >= expression.Arguments.Count)
        {
            return absent;
        }

        double value = expression.Arguments[index].Substitute(reader.Constants) is Number number ? number.Value : double.NaN;
        return value >= least && value <= most && value == Math.Floor(value) ? (int)value : throw new EquationSyntaxException(
            $"{what} must be a whole number from {least} to {most}, as in {usage}; here is \"{expression.Arguments[index]}\".", expression.Mark);
    }
}
