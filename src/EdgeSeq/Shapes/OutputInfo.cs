namespace EdgeSeq.Shapes;

/// <summary>One output of a model: some of the numbers of <see cref="ModelShape.Outputs"/>.</summary>
/// <param name="Name">Its name in the text of the network.</param>
/// <param name="Offset">The first of its numbers.</param>
/// <param name="Size">How many.</param>
/// <param name="Head">What they mean, and by which loss they learn.</param>
/// <param name="Weight">What its loss is multiplied by in the sum over all outputs.</param>
public sealed record OutputInfo(string Name, int Offset, int Size, Head Head, float Weight = 1);
