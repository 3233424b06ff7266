namespace EdgeSeq.Generators.Equations;

/// <summary>One row: <c>r = sigmoid(W_r x + U_r h + b_r)</c>. A primed target, <c>h'</c>, is a state's next value.</summary>
/// <param name="Target">Whose value it is.</param>
/// <param name="Value">The value.</param>
internal sealed record Equation(string Target, Expression Value)
{
    /// <summary>The size that the row names in brackets, <c>s[R] = W_s x</c>, a number or a declared size; null for H.</summary>
    public string? Size { get; init; }

    /// <summary>Where the target stands.</summary>
    public Mark Mark { get; init; }

    public override string ToString() => $"{Target} = {Value}";
}
