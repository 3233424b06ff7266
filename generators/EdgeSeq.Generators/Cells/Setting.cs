namespace EdgeSeq.Generators.Cells;

/// <summary>The value of a constant or a size of a cell, as a model declares it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
internal sealed record Setting(string Name, double Value);
