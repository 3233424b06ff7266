using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>How many numbers the rows of a cell have in a layer of H units, and how many floats they take.</summary>
/// <param name="cell">The cell.</param>
/// <param name="hidden">H.</param>
internal sealed class LayerSizes(CellRows cell, int hidden)
{
    /// <summary>Numbers of a declared size, where 0 is H.</summary>
    public int Count(int size) => size == 0 ? hidden : size;

    /// <summary>Those, padded to whole blocks.</summary>
    public int Lanes(int size) => Blocks(size) * MatrixGroup.BlockSize;

    public int Blocks(int size) => MatrixGroup.BlocksOf(Count(size));

    /// <summary>Numbers of a row, a state or a vector.</summary>
    public int CountOf(string name) => Count(cell.SizeOf(name));

    /// <summary>Those, padded to whole blocks.</summary>
    public int LanesOf(string name) => Lanes(cell.SizeOf(name));

    /// <summary>Floats of an adjoint.</summary>
    public int LanesOfAdjoint(string adjoint) => Lanes(cell.SizeOfAdjoint(adjoint));
}
