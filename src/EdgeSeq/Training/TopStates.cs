using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>What the output layer reads after a forward pass: the hidden states of the last layer, both directions side by side.</summary>
internal static class TopStates<TShape>
    where TShape : struct, ISequenceModel
{
    private static readonly ImmutableArray<int> Gates = TShape.Shape.Direction == Direction.Both ? [Find(false), Find(true)] : [Find(false)];

    /// <summary>Numbers that the output layer reads.</summary>
    public static int Size { get; } = Gates.Sum(gate => TShape.Shape.Gates[gate].Hidden);

    /// <summary>Copies what one output is computed from.</summary>
    /// <param name="workspace">After the forward pass.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="row">Row of the batch.</param>
    /// <param name="step">The step, counted from the row's first whatever the direction.</param>
    /// <param name="length">Steps of the row.</param>
    /// <param name="destination">Receives <see cref="Size"/> numbers.</param>
    public static void CopyTo(ReadOnlySpan<float> workspace, int batch, int window, int row, int step, int length, Span<double> destination)
    {
        foreach (int gate in Gates)
        {
            GateInfo info = TShape.Shape.Gates[gate];

            // The last output of a row reads the last state of each direction; any other output the states at its step.
            int taken = info.IsReverse && TShape.Shape.Readout == Readout.Every ? length - 1 - step : step;
            ReadOnlySpan<float> state = workspace.Slice(TShape.GateOffset(batch, window, gate, row, taken), info.Hidden);
            for (int i = 0; i < state.Length; i++)
            {
                destination[i] = state[i];
            }

            destination = destination[info.Hidden..];
        }
    }

    private static int Find(bool isReverse) => TShape.Shape.FindGate("h'", TShape.Shape.Layers - 1, isReverse);
}
