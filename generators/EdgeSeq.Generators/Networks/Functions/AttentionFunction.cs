using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary>
/// <c>dotattention(q, steps)</c>, <c>additiveattention(q, steps, values)</c>: what a memory of so many rows has for a query. A row is a key of as many numbers
/// as the query, and behind it a value; without a size of values the key is the value.
/// </summary>
/// <param name="name">As it is written.</param>
/// <param name="isAdditive">How a key is compared with the query.</param>
internal sealed class AttentionFunction(string name, bool isAdditive) : NodeFunction(name, $"{name}(q, 40) or, with values of their own, {name}(q, 40, 128)")
{
    /// <summary>Rows that a memory may have, and floats that a stream may carry.</summary>
    private const int MaxSteps = 65_536, MaxFloats = 16_777_216;

    /// <summary>M.-T. Luong, H. Pham, C. D. Manning (2015), equation 8, "dot".</summary>
    public static AttentionFunction Dot { get; } = new("dotattention", isAdditive: false);

    /// <summary>D. Bahdanau, K. Cho, Y. Bengio (2015), appendix A.1.2: v tanh(query + key).</summary>
    public static AttentionFunction Additive { get; } = new("additiveattention", isAdditive: true);

    public override Value Make(NodeCall call)
    {
        Value query = call.Takes(2, 3).Value(0);
        int steps = call.Integer(1, "The number of rows of the memory", 1, MaxSteps);
        int values = call.Integer(2, "The size of the values", 1, NetworkReader.MaxUnits, absent: query.Size);
        NetworkReader.RequireSteps(query, call.Expression);
        if ((long)steps * (query.Size + values + 32) > MaxFloats)
        {
            throw new EquationSyntaxException($"A memory of {steps} rows of {query.Size} and {values} numbers is more than a stream may hold: take fewer.", call.Expression.Mark);
        }

        return call.Reader.Add(new GraphAttention(call.Name, query, steps, values, IsShared: call.Expression.Arguments.Count == 2, isAdditive) { Pace = query.Pace });
    }
}
