namespace EdgeSeq;

/// <summary>
/// Declares a recurrent cell by its equations, for <see cref="SequenceModelAttribute(Type)"/>. Derivatives, memory and instructions are worked
/// out from them; a fault in them is an error of the compiler at its character. <c>docs/cells-of-your-own.md</c> describes the language.
/// </summary>
/// <param name="equations">
/// One row a line: <c>z = sigmoid(W_z x + U_z h + b_z)</c>. <c>x</c> is the input, <c>h</c> the hidden state, <c>h'</c> its next value; further
/// states are any other names with a prime. <c>W_</c> and <c>U_</c> begin the names of matrices, <c>b_</c> those of biases.
/// </param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class RecurrentCellAttribute(string equations) : Attribute
{
    /// <summary>The equations.</summary>
    public string Equations { get; } = equations;

    /// <summary>What people call the cell; the name of the type if left out.</summary>
    public string? Title { get; set; }

    /// <summary>Where the cell comes from, for the documentation of models that use it.</summary>
    public string? Source { get; set; }
}
