namespace EdgeSeq.Generators.Equations;

/// <summary>What becomes of the units of a row.</summary>
internal enum ReductionKind
{
    Sum,
    Mean,
    Max,
}

/// <summary>One number for all units of a row: <c>m = mean(a)</c>. Every unit of whatever reads it gets the same.</summary>
/// <param name="Name">Whose value it is.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Operand">A pointwise row that nothing else reads.</param>
internal sealed record Reduction(string Name, ReductionKind Kind, string Operand)
{
    /// <summary>Their names in equations.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sum", "mean", "max"];

    /// <summary>The kind of a function's name with so many arguments; null for a pointwise function.</summary>
    public static ReductionKind? KindOf(string function, int arguments) => (function, arguments) switch
    {
        ("sum", 1) => ReductionKind.Sum,
        ("mean", 1) => ReductionKind.Mean,
        ("max", 1) => ReductionKind.Max,
        _ => null,
    };

    /// <summary>Requires of what is a reduction with one argument only, and no function, to have one.</summary>
    /// <exception cref="EquationSyntaxException">It has another number.</exception>
    public static void Check(Call call)
    {
        if (call.Function is "sum" or "mean" && call.Arguments.Count != 1)
        {
            throw new EquationSyntaxException(
                $"\"{call.Function}\" takes 1 argument, {call.Function}(a): one number of all units of a row; here are {call.Arguments.Count}{(call.Function == "mean" && call.Arguments.Count == 2 ? ", whose mean unit by unit is (a + b) / 2" : "")}.", call.Mark);
        }
    }

    public override string ToString() => $"{Name} = {Kind.ToString().ToLowerInvariant()}({Operand})";
}
