using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Cells;

/// <summary>
/// A recurrent cell: its forward equations and where they come from, and nothing else. Derivatives, stages, memory and
/// instructions are worked out from the equations.
/// </summary>
/// <param name="Name">The member of <c>EdgeSeq.Cell</c>, or the type that a user declares the cell on.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Source">Paper and variant, with the convention of the update gate where there is one.</param>
/// <param name="Equations">
/// One row a line. <c>x</c> is the input, <c>h</c> the hidden state, <c>h'</c> the next one; further states are any other
/// primed names. <c>W_g</c>, <c>U_g</c>, <c>b_g</c> and <c>b_hg</c> are gate g's input weights, recurrent weights, bias
/// and recurrent bias. Gates are written in the order in which PyTorch stacks them. Further lines declare constants, sizes, vectors,
/// single numbers, and first values of biases: see <see cref="Declaration"/>.
/// </param>
/// <param name="IsFixed">True for a reservoir, whose weights keep their first values: only the output layer learns.</param>
/// <param name="Initialization">Member of <c>EdgeSeq.Initialization</c> that a model of this cell starts from.</param>
/// <param name="IsOwn">True for a cell of the user's.</param>
internal sealed record CellDefinition(
    string Name, string Title, string Source, string Equations, bool IsFixed = false, string Initialization = "Default", bool IsOwn = false)
{
    /// <summary>The constant that a declaration sets as <c>LeakRate</c>, where equations have it.</summary>
    public const string Leak = "leak";

    /// <summary>The lines, without blanks around them.</summary>
    public IEnumerable<string> Lines => Equations.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    /// <summary>Names of constants and sizes that a declaration of a model may set.</summary>
    public IEnumerable<string> Settings => CellText.Parse(Equations).Declarations
        .Where(declaration => declaration.Kind is DeclarationKind.Constant or DeclarationKind.Size).Select(declaration => declaration.Name);

    /// <summary>Names of the inputs beside x.</summary>
    public IEnumerable<string> Inputs => CellText.Parse(Equations).Declarations.Where(declaration => declaration.Kind == DeclarationKind.Input).Select(declaration => declaration.Name);

    /// <summary>True where the equations have a leak rate.</summary>
    public bool HasLeakRate => Settings.Contains(Leak);

    /// <summary>The equations taken apart.</summary>
    /// <param name="settings">Values of constants and sizes, where they are not those of the text.</param>
    public CellRows Read(IEnumerable<Setting>? settings = null) =>
        CellReader.Read(Equations, (settings ?? []).ToDictionary(setting => setting.Name, setting => setting.Value));
}
