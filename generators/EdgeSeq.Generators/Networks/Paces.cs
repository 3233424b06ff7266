using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks;

/// <summary>Every how many steps of a sequence values of a network are there: what is read together has values at the same steps.</summary>
internal static class Paces
{
    /// <summary>Steps between two of the slowest: a float counts them.</summary>
    public const int Most = 65_536;

    /// <summary>The one pace of values that are read together.</summary>
    /// <exception cref="EquationSyntaxException">They have several.</exception>
    public static int Of(IReadOnlyList<Value> values, IReadOnlyList<Expression> written, Call reader)
    {
        for (int i = 1; i < values.Count; i++)
        {
            Require(values[i].Pace, values[0].Pace, written[i], written[i].Mark.Length == 0 ? reader.Mark : written[i].Mark);
        }

        return values[0].Pace;
    }

    /// <summary>Requires what is read beside something else to have values at the same steps.</summary>
    public static void Require(int pace, int other, Expression written, Mark mark)
    {
        if (pace != other)
        {
            throw new EquationSyntaxException(
                $"\"{written}\" has a value {Every(pace)}, and what stands before it {Every(other)}: hold(a) keeps a slower one until the next, stride(a, {Math.Max(2, Math.Max(pace, other) / Math.Min(pace, other))}) takes fewer of the other.", mark);
        }

        static string Every(int pace) => pace == 1 ? "at every step" : $"every {pace} steps";
    }
}
