namespace EdgeSeq.Generators.Equations;

/// <summary>A parameter that pointwise rows read: one number a unit, or one number.</summary>
/// <param name="Name">Its name in the equations.</param>
/// <param name="IsScalar">True for one number.</param>
/// <param name="Size">Numbers of a vector; 0 for H.</param>
/// <param name="Initial">Its first value; null where it starts as recurrent weights do.</param>
internal sealed record CellParameter(string Name, bool IsScalar, int Size, double? Initial);
