namespace EdgeSeq.Generators.Equations;

/// <summary>One row: <c>r = sigmoid(W_r x + U_r h + b_r)</c>. A primed target, <c>h'</c>, is a state's next value.</summary>
internal sealed record Equation(string Target, Expression Value)
{
    public override string ToString() => $"{Target} = {Value}";
}
