using EdgeSeq.Shapes;

namespace EdgeSeq.Targets.LanguageModels;

/// <summary>Work that is written once for every shape.</summary>
internal interface IShapeWork
{
    /// <summary>Does it for one shape.</summary>
    /// <typeparam name="TShape">A compiled-in shape.</typeparam>
    /// <returns>The exit code.</returns>
    int Run<TShape>()
        where TShape : struct, ILanguageModel, ITrainableModel;
}

/// <summary>A shape that is compiled into the application.</summary>
internal abstract class CompiledShape
{
    /// <summary>What was declared.</summary>
    public abstract ModelShape Shape { get; }

    /// <summary>Does a work for this shape.</summary>
    public abstract int Run(IShapeWork work);
}

/// <summary>A shape that is compiled into the application.</summary>
/// <typeparam name="TShape">The shape.</typeparam>
internal sealed class CompiledShape<TShape> : CompiledShape
    where TShape : struct, ILanguageModel, ITrainableModel
{
    /// <inheritdoc/>
    public override ModelShape Shape => Model<TShape>.Shape;

    /// <inheritdoc/>
    public override int Run(IShapeWork work) => work.Run<TShape>();
}

/// <summary>The compiled-in shapes: the one list behind <c>--cell</c> and <c>--hidden</c>.</summary>
/// <param name="shapes">All of one vocabulary.</param>
internal sealed class ShapeCatalogue(IReadOnlyList<CompiledShape> shapes)
{
    private static readonly (string Name, Cell Cell)[] s_names =
    [
        ("elman-tanh", Cell.ElmanTanh), ("elman-relu", Cell.ElmanRelu), ("gru-reset-before", Cell.GruResetBefore),
        ("gru-reset-after", Cell.GruResetAfter), ("gru-simplified", Cell.GruSimplified), ("lstm", Cell.Lstm),
    ];

    /// <summary>V of every shape.</summary>
    public int Vocabulary => shapes[0].Shape.Vocabulary;

    /// <summary>Cells by the names that the command line uses.</summary>
    public IReadOnlyList<(string Name, Cell Cell)> Cells { get; } = [.. s_names.Where(n => shapes.Any(s => s.Shape.Cell == n.Cell))];

    /// <summary>Hidden sizes that some cell is compiled for.</summary>
    public IReadOnlyList<int> HiddenSizes { get; } = [.. shapes.Select(s => s.Shape.Hidden).Distinct().Order()];

    /// <summary>The command line's name of a cell.</summary>
    public static string NameOf(Cell cell) => s_names.First(n => n.Cell == cell).Name;

    /// <summary>Runs <paramref name="work"/> with the shape of a cell and a size.</summary>
    /// <exception cref="UsageException">No such shape is compiled in.</exception>
    public int Dispatch(Cell cell, int hidden, IShapeWork work)
    {
        CompiledShape shape = shapes.FirstOrDefault(s => s.Shape.Cell == cell && s.Shape.Hidden == hidden)
            ?? throw new UsageException($"No {cell} of {hidden} units is compiled in; there are {string.Join(", ", shapes.Select(s => $"{NameOf(s.Shape.Cell!.Value)} {s.Shape.Hidden}"))}.");
        return shape.Run(work);
    }
}
