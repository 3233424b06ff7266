namespace EdgeSeq.Generators.Equations;

/// <summary>
/// A pre-activation: bias, then input product, then recurrent product, in one chain of sums. Any part may be absent.
/// </summary>
/// <param name="Name">Name of the pre-activation in the rows that use it, such as <c>a_r</c>.</param>
/// <param name="Input">W_g, which multiplies the input x.</param>
/// <param name="Recurrent">U_g, which multiplies <paramref name="Operand"/>.</param>
/// <param name="Operand">A state, or a pointwise row such as <c>r * h</c>.</param>
/// <param name="Bias">b_g or b_hg.</param>
/// <param name="Passed">A further input, which enters as it is; then there is nothing else.</param>
internal sealed record AffineRow(string Name, string? Input, string? Recurrent, string? Operand, string? Bias, string? Passed = null)
{
    public override string ToString() =>
        $"{Name} = {string.Join(" + ", new[] { Input is null ? null : Input + " x", Recurrent is null ? null : $"{Recurrent} {Operand}", Bias, Passed }.OfType<string>())}";
}
