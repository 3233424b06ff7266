using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Equations;

/// <summary>A function of the cell's own: <c>swish(a) = a * sigmoid(a)</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Names of its arguments.</param>
/// <param name="Value">What it computes from them.</param>
/// <param name="Mark">Where the name stands.</param>
internal sealed record FunctionRow(string Name, EquatableArray<string> Parameters, Expression Value, Mark Mark)
{
    public override string ToString() => $"{Name}({string.Join(", ", Parameters)}) = {Value}";
}
