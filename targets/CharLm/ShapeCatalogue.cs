namespace EdgeSeq.Targets.CharLm;

/// <summary>Work that is written once for every shape.</summary>
/// <typeparam name="TResult">What it gives.</typeparam>
internal interface IShapeWork<out TResult>
{
    /// <summary>Does it for one shape.</summary>
    /// <typeparam name="TShape">A compiled-in shape.</typeparam>
    TResult Run<TShape>()
        where TShape : struct, ILanguageModel;
}

/// <summary>The compiled-in shapes by cell and size: the one list behind <c>--cell</c> and <c>--hidden</c>.</summary>
internal static class ShapeCatalogue
{
    /// <summary>Cells by the names that the command line uses.</summary>
    public static IReadOnlyList<(string Name, Cell Cell)> Cells { get; } =
    [
        ("elman-tanh", Cell.ElmanTanh),
        ("gru-reset-before", Cell.GruResetBefore),
        ("gru-reset-after", Cell.GruResetAfter),
    ];

    /// <summary>Hidden sizes that every cell is compiled for.</summary>
    public static IReadOnlyList<int> HiddenSizes { get; } = [64, 128, 256];

    /// <summary>The command line's name of a cell.</summary>
    public static string NameOf(Cell cell) => Cells.First(c => c.Cell == cell).Name;

    /// <summary>Runs <paramref name="work"/> with the shape of a cell and a size.</summary>
    /// <exception cref="UsageException">No such shape is compiled in.</exception>
    public static TResult Dispatch<TResult>(Cell cell, int hidden, IShapeWork<TResult> work) => (cell, hidden) switch
    {
        (Cell.ElmanTanh, 64) => work.Run<ElmanTanh64>(),
        (Cell.ElmanTanh, 128) => work.Run<ElmanTanh128>(),
        (Cell.ElmanTanh, 256) => work.Run<ElmanTanh256>(),
        (Cell.GruResetBefore, 64) => work.Run<GruResetBefore64>(),
        (Cell.GruResetBefore, 128) => work.Run<GruResetBefore128>(),
        (Cell.GruResetBefore, 256) => work.Run<GruResetBefore256>(),
        (Cell.GruResetAfter, 64) => work.Run<GruResetAfter64>(),
        (Cell.GruResetAfter, 128) => work.Run<GruResetAfter128>(),
        (Cell.GruResetAfter, 256) => work.Run<GruResetAfter256>(),
        _ => throw new UsageException($"No {cell} of {hidden} units is compiled in; units: {string.Join(", ", HiddenSizes)}."),
    };
}
