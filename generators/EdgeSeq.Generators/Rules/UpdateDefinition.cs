namespace EdgeSeq.Generators.Rules;

/// <summary>
/// An optimiser's update of one weight, as equations. A primed target is written back to the array of that name.
/// </summary>
/// <param name="Name">Name of the generated method.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Arrays">Arrays of equal length, one element a weight.</param>
/// <param name="Scalars">Numbers that are the same for all weights.</param>
/// <param name="Rows">One row a line.</param>
internal sealed record UpdateDefinition(string Name, string Source, string[] Arrays, string[] Scalars, string Rows);
