using System.Globalization;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Cells;

/// <summary>
/// A recurrent cell: its forward equations and where they come from, and nothing else. Derivatives, stages, memory and
/// instructions are worked out from the equations.
/// </summary>
/// <param name="Name">The member of <c>EdgeSeq.Cell</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Source">Paper and variant, with the convention of the update gate where there is one.</param>
/// <param name="Equations">
/// One row a line. <c>x</c> is the input, <c>h</c> the hidden state, <c>h'</c> the next one; further states are any other
/// primed names. <c>W_g</c>, <c>U_g</c>, <c>b_g</c> and <c>b_hg</c> are gate g's input weights, recurrent weights, bias
/// and recurrent bias. Gates are written in the order in which PyTorch stacks them.
/// </param>
/// <param name="InitialOnes">Biases that start at 1 and not at 0.</param>
/// <param name="IsFixed">True for a reservoir, whose weights keep their first values: only the output layer learns.</param>
/// <param name="Initialization">Member of <c>EdgeSeq.Initialization</c> that a model of this cell starts from.</param>
internal sealed record CellDefinition(
    string Name, string Title, string Source, string Equations, string[]? InitialOnes = null, bool IsFixed = false, string Initialization = "Default")
{
    /// <summary>The constant that a declaration sets as <c>LeakRate</c>, where equations name it.</summary>
    private const string Leak = "leak";

    /// <summary>True where the equations have a leak rate.</summary>
    public bool HasLeakRate => EquationParser.Parse(Equations) is var rows
        && rows.Any(row => row.Value.Variables().Contains(Leak)) && rows.All(row => CellRows.Stem(row.Target) != Leak);

    /// <summary>The equations taken apart, with the leak rate in place; without one it keeps its name.</summary>
    public CellRows Read(float? leakRate = null) => CellReader.Read(Equations, new Dictionary<string, Expression>
    {
        // As the shortest decimal of the float, so that the text shows the number that was declared.
        [Leak] = leakRate is { } rate ? double.Parse(rate.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : new Variable(Leak),
    });
}
