namespace EdgeSeq.Generators.Planning;

/// <summary>One parameter: its name in the equations, what it multiplies, its size, its place and, for a bias, its first value.</summary>
internal sealed record PlannedParameter(string Name, string Kind, int Rows, int Columns, MatrixGroup Group, int Gate, int Initial = 0);
