namespace EdgeSeq.Generators.Networks;

/// <summary>What a name makes of its arguments in a network's text. A kind of node is one file in <c>Networks/Functions</c> and a line of the catalogue.</summary>
/// <param name="name">As it is written.</param>
/// <param name="usage">An example, for messages.</param>
internal abstract class NodeFunction(string name, string usage)
{
    public string Name => name;

    public string Usage => usage;

    /// <summary>Adds the nodes that it takes.</summary>
    public abstract Value Make(NodeCall call);
}

/// <summary>A product with a matrix.</summary>
/// <param name="Operand">What is multiplied.</param>
/// <param name="Size">How many numbers come out.</param>
/// <param name="Kernel">Steps of a convolution's kernel, which lie side by side for each channel; 0 for other products.</param>
/// <param name="TiedTo">The parameter of learned vectors whose numbers the matrix has; null for one of its own.</param>
internal sealed record NetworkProduct(Value Operand, int Size, int Kernel = 0, string? TiedTo = null);

/// <summary>A function that multiplies with a matrix: what stands around it works on its sums at once.</summary>
internal abstract class ProductFunction(string name, string usage) : NodeFunction(name, usage)
{
    public abstract NetworkProduct Product(NodeCall call);

    public override Value Make(NodeCall call) => call.Reader.AddPointwise(call.Expression, call.Name);
}
