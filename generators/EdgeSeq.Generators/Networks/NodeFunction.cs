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

/// <summary>A function that multiplies with a matrix: what stands around it works on its sums at once.</summary>
internal abstract class ProductFunction(string name, string usage) : NodeFunction(name, usage)
{
    /// <summary>What is multiplied, and how many numbers come out.</summary>
    public abstract (Value Operand, int Size) Product(NodeCall call);

    public override Value Make(NodeCall call) => call.Reader.AddPointwise(call.Expression, call.Name);
}
