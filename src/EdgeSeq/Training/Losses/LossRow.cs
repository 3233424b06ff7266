namespace EdgeSeq.Losses;

/// <summary>One row of a batch, for a <see cref="SequenceLoss"/>.</summary>
public readonly ref struct LossRow
{
    /// <summary>Its number in the batch.</summary>
    public int Index { get; init; }

    /// <summary>Outputs of the row: its steps, or 1 with <see cref="Readout.Last"/>.</summary>
    public int Steps { get; init; }

    /// <summary>O, numbers of an output.</summary>
    public int Size { get; init; }

    /// <summary>[steps x O] what the model said, in normalised numbers where it has a <see cref="Normalizer"/> of outputs. Empty in <see cref="SequenceLoss.Count"/>.</summary>
    public ReadOnlySpan<float> Outputs { get; init; }

    /// <summary>The row's part of <see cref="SequenceTarget.Classes"/>, as long as that of any other row.</summary>
    public ReadOnlySpan<int> Classes { get; init; }

    /// <summary>The row's part of <see cref="SequenceTarget.Values"/>; normalised like the outputs if there is a number for each of the window.</summary>
    public ReadOnlySpan<float> Values { get; init; }

    /// <summary>The row's part of <see cref="SequenceTarget.Weights"/>.</summary>
    public ReadOnlySpan<float> Weights { get; init; }

    /// <summary>[steps x O] takes d loss / d output. Zero at first; empty in <see cref="SequenceLoss.Count"/>.</summary>
    public Span<float> Gradients { get; init; }

    /// <summary>As many numbers as the loss asked for, with anything in them.</summary>
    public Span<double> Scratch { get; init; }
}
