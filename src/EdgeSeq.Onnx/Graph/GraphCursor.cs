using System.Diagnostics.CodeAnalysis;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Goes through the nodes of a graph, each of which must read what the last one computed.</summary>
/// <param name="file">The file; its constants are complete.</param>
/// <param name="nodes">The nodes in their order, without those that only hand states in and out.</param>
internal sealed class GraphCursor(OnnxFile file, IEnumerable<OnnxNode> nodes)
{
    private readonly Queue<OnnxNode> _nodes = new(nodes);
    private bool _isSwapped;

    /// <summary>The file.</summary>
    public OnnxFile File => file;

    /// <summary>The name of what was computed so far.</summary>
    public string Value { get; set; } = "";

    /// <summary>Whether the batch is the first axis of the graph's input; known once the first recurrent node has told.</summary>
    public bool? IsInputBatchFirst { get; private set; }

    /// <summary>Whether the batch is the first axis of <see cref="Value"/>, time the second.</summary>
    public bool IsBatchFirst => IsInputBatchFirst == true != _isSwapped;

    /// <summary>The next node, if there is one.</summary>
    public bool TryPeek([NotNullWhen(true)] out OnnxNode? node) => _nodes.TryPeek(out node);

    /// <summary>Whether the next node is one of these operators.</summary>
    public bool IsNext(params ReadOnlySpan<string> operators) => _nodes.TryPeek(out OnnxNode? node) && node.Is(operators);

    /// <summary>Goes over the next node.</summary>
    /// <param name="expected">What it should be, for the message.</param>
    /// <param name="fits">Whether it is.</param>
    /// <exception cref="ModelFormatException">It is not, or there is none.</exception>
    public OnnxNode Take(string expected, Predicate<OnnxNode> fits)
    {
        if (!_nodes.TryDequeue(out OnnxNode? node))
        {
            throw new ModelFormatException($"The graph ends where {expected} is expected.");
        }

        return node.Domain is "" or "ai.onnx" && fits(node) ? node : throw node.Unfit($"expected {expected} on what comes before");
    }

    /// <summary>Goes over every Transpose that only swaps time and batch.</summary>
    /// <param name="order">What such a node has as <c>perm</c>: [1, 0] of tokens, [1, 0, 2] of vectors.</param>
    /// <returns>Whether there was one.</returns>
    public bool TakeSwaps(params long[] order)
    {
        bool any = false;
        while (_nodes.TryPeek(out OnnxNode? node) && node.Is("Transpose") && node.Input(0) == Value && node.Find("perm")?.Integers.SequenceEqual(order) == true)
        {
            _nodes.Dequeue().RequireOnly("perm");
            (Value, _isSwapped, any) = (node.Output(0), !_isSwapped, true);
        }

        return any;
    }

    /// <summary>Requires <see cref="Value"/> to have the axes that a recurrent node reads. The first one tells which those of the input are.</summary>
    /// <exception cref="ModelFormatException">It has others.</exception>
    public void RequireLayout(OnnxNode node, bool isBatchFirst)
    {
        IsInputBatchFirst ??= isBatchFirst != _isSwapped;
        if (IsBatchFirst != isBatchFirst)
        {
            throw node.Unfit($"it reads {(isBatchFirst ? "the batch" : "time")} as the first axis, and gets {(isBatchFirst ? "time" : "the batch")}");
        }
    }
}
