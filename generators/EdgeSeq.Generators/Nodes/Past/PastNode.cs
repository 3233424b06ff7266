using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Past;

/// <summary>A value at this step and at earlier ones, side by side: what a causal convolution multiplies. A stream carries the earlier ones.</summary>
internal sealed class PastNode : Node
{
    /// <param name="part">The value.</param>
    /// <param name="number">Its number among the model's, from 1.</param>
    /// <param name="kernel">How many steps.</param>
    /// <param name="dilation">From one to the next.</param>
    /// <param name="byChannel">True where the steps of a channel lie side by side, as PyTorch's weights do; else the channels of a step.</param>
    /// <param name="stride">Every how many steps of the value it has one.</param>
    /// <param name="places">Where it takes its place.</param>
    public PastNode(NodePart part, int number, int kernel, int dilation, bool byChannel, int stride, Places places)
    {
        (Part, Number, Kernel, Dilation, ByChannel, Stride) = (part, number, kernel, dilation, byChannel, stride);
        Pace = part.Node.Pace * stride;
        StateOffset = places.States;
        ValueOffset = StateOffset + Lanes(CarriedSteps * part.Count);
        places.States = ValueOffset + Lanes(Size);
        IsShared = true;
    }

    public NodePart Part { get; }

    /// <summary>Its number among the model's, from 1.</summary>
    public int Number { get; }

    public int Kernel { get; }

    public int Dilation { get; }

    public bool ByChannel { get; }

    /// <summary>Every how many steps of the value it has one.</summary>
    public int Stride { get; }

    /// <summary>Steps that a stream carries, oldest first.</summary>
    public int CarriedSteps => (Kernel - 1) * Dilation;

    /// <summary>Where a streaming state holds those.</summary>
    public int StateOffset { get; }

    /// <summary>Where it holds the value.</summary>
    public int ValueOffset { get; }

    public override string Buffer => $"Past{Number}";

    /// <summary>It sees every step of the value.</summary>
    public override int RunPace => Part.Node.Pace;

    public override int Size => Kernel * Part.Count;

    public override bool Learns => Part.Node.Learns;

    public override IEnumerable<WorkspacePart> Workspace => WorkspacePart.Values(this);

    public override NodeWriter Writer => new PastWriter(this);

    private static int Lanes(int size) => MatrixGroup.BlocksOf(size) * MatrixGroup.BlockSize;
}
