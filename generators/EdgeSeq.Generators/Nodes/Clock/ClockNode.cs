using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Clock;

/// <summary>Which steps the nodes of a pace take. It has no value: nodes of that pace run in a window of their own, whose rows are as long as they have steps.</summary>
internal sealed class ClockNode : Node
{
    /// <param name="stride">Every how many steps.</param>
    /// <param name="places">Where it takes its place.</param>
    public ClockNode(int stride, Places places)
    {
        (Stride, StateOffset) = (stride, places.States);
        places.States += MatrixGroup.BlockSize;
    }

    public int Stride { get; }

    /// <summary>Where a streaming state holds how far it is.</summary>
    public int StateOffset { get; }

    /// <summary>The steps of a window that are taken: the first, in ints of the workspace.</summary>
    public static string Firsts(int pace) => $"space.Firsts{pace}.Integers(ref work)";

    /// <summary>The sequence as nodes of that pace see it.</summary>
    public static string Input(int pace) => $"StrideClock.Input(input, ref work, space.Counts{pace})";

    /// <summary>Whether a step of a stream is taken.</summary>
    public static string Flag(int pace) => $"every{pace}";

    public override int Size => 0;

    public override bool Learns => false;

    public override IEnumerable<WorkspacePart> Workspace => [new("RowBuffer", $"Firsts{Stride}", "OnePerRow()"), new("RowBuffer", $"Counts{Stride}", "OnePerRow()")];

    public override NodeWriter Writer => new ClockWriter(this);
}
