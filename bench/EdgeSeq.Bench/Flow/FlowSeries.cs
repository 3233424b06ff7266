namespace EdgeSeq.Bench.Flow;

/// <summary>One line of the plot: the norm at distance 1, 2, and so on.</summary>
/// <param name="Name">Cell and state.</param>
/// <param name="Color">Of the line.</param>
/// <param name="Dash">SVG's dash pattern; empty for a solid line.</param>
/// <param name="Norms">By distance, from 1 on.</param>
internal sealed record FlowSeries(string Name, string Color, string Dash, double[] Norms);
