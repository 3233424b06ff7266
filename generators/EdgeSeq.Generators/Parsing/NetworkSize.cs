using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Networks;

namespace EdgeSeq.Generators.Parsing;

/// <summary>The size of a network's parameters in long arithmetic, before the plan computes its places as ints.</summary>
internal static class NetworkSize
{
    public static void Check(NetworkGraph graph, int vocabulary, ProblemList problems)
    {
        long size = graph.Nodes.OfType<GraphEmbedding>().Sum(embedding => (vocabulary + 1L) * ShapeReader.Lanes(embedding.Size));
        size += graph.Nodes.OfType<GraphLookup>().Sum(lookup => (lookup.Vocabulary + 1L) * ShapeReader.Lanes(lookup.Vector));
        foreach (GraphLayer layer in graph.Layers)
        {
            CellRows rows = layer.Cell.Read();
            long inputs = layer.Operand is null ? 0 : vocabulary > 0 && layer.Operand.Parts.Any(part => part.Node == 0) ? vocabulary + 1L : layer.Operand.Size;
            size += (layer.IsBidirectional ? 2 : 1) * ShapeReader.SizeOf(rows, inputs, layer.Hidden);
        }

        if (size > ShapeReader.MaxParameters)
        {
            problems.Add(DiagnosticDescriptors.TooLarge, $"{size}", $"{ShapeReader.MaxParameters}");
        }
    }
}
