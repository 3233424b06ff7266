namespace EdgeSeq;

/// <summary>One parameter matrix or vector of a shape and its place in the parameter block.</summary>
/// <param name="Name">As in the cell's equations: <c>W_r</c>, <c>U_r</c>, <c>b_r</c>; <c>W_y</c> and <c>b_y</c> for the output layer.</param>
/// <param name="Kind">What it multiplies.</param>
/// <param name="Rows">Inputs k; 1 for a bias.</param>
/// <param name="Columns">Outputs j.</param>
/// <param name="Layout">Where element (k, j) lies.</param>
/// <param name="InitialBias">What a bias starts from.</param>
public sealed record ParameterInfo(string Name, ParameterKind Kind, int Rows, int Columns, PanelLayout Layout, float InitialBias = 0);
