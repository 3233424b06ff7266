using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes;

/// <summary>One part of a workspace.</summary>
/// <param name="Type">Type of its places in the runtime.</param>
/// <param name="Name">Name among the parts.</param>
/// <param name="Value">The call of <c>WorkspaceBuilder</c> that takes its place.</param>
internal sealed record WorkspacePart(string Type, string Name, string Value)
{
    /// <summary>A row of so many numbers for every step.</summary>
    public static WorkspacePart Rows(string name, int size) => new("RowBuffer", name, $"Rows({MatrixGroup.RowStride(size)})");

    /// <summary>The values of a node for every step, and where it learns their gradients.</summary>
    public static IEnumerable<WorkspacePart> Values(Node node) =>
        node.Learns ? [Rows(node.Buffer!, node.Size), Rows(node.GradientBuffer, node.Size)] : [Rows(node.Buffer!, node.Size)];

    /// <summary>So many floats for every row of the batch, in whole blocks.</summary>
    public static WorkspacePart OfBatch(string name, int size) => new("RowBuffer", name, $"OfBatch({size})");

    /// <summary>Some rows that are used again and again.</summary>
    public static WorkspacePart Chunk(string name, int rows, int stride) => new("RowBuffer", name, $"Chunk({rows}, {stride})");
}
