namespace EdgeSeq.Generators.Equations;

/// <summary>What a line declares that is no row.</summary>
internal enum DeclarationKind
{
    /// <summary>A number that a declaration of a model may replace: <c>constant leak = 1</c>.</summary>
    Constant,

    /// <summary>Numbers of a row that has other than H: <c>size R = 16</c>.</summary>
    Size,

    /// <summary>A parameter of one number a unit: <c>vector p_i = 0</c>; without a first value it starts as recurrent weights do.</summary>
    Vector,

    /// <summary>A parameter of one number: <c>scalar zeta = 1</c>.</summary>
    Scalar,

    /// <summary>The first value of a bias, else 0: <c>bias b_f = 1</c>.</summary>
    Bias,

    /// <summary>A further input, which rows read unit by unit: <c>input skip</c>. A network says what it is.</summary>
    Input,

    /// <summary>Of a network: what the loss of an output counts, else 1: <c>weight voice = 0.5</c>.</summary>
    Weight,
}

/// <summary>A line of a cell that begins with a kind: <c>vector p_i = 0</c>.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">What is declared.</param>
/// <param name="Value">Its value or first value; null where none is given.</param>
/// <param name="Size">The size of a vector in brackets; null for H. Of an input likewise.</param>
/// <param name="Mark">Where the name stands.</param>
internal sealed record Declaration(DeclarationKind Kind, string Name, double? Value, string? Size, Mark Mark);
