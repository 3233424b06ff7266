using EdgeSeq.Losses;
using EdgeSeq.Shapes;

namespace EdgeSeq.Data;

/// <summary>Room for one batch of a shape: what goes in, how long rows are, and what should come out.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class SequenceBatch
{
    /// <summary>A batch whose rows fill the window.</summary>
    /// <param name="shape">The shape that reads it.</param>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps of a row, at least 1.</param>
    /// <param name="loss">A loss of one's own, whose classes get room; null for that of the head.</param>
    /// <exception cref="ArgumentException">A size is below 1, or more than arrays hold.</exception>
    public SequenceBatch(ModelShape shape, int batch, int window, SequenceLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Require.That(batch >= 1, batch, "a batch has at least 1 row");
        Require.That(window >= 1, window, "a window has at least 1 step");
        Training.BatchCheck.Sizes(shape, batch, window);
        (Rows, Window) = (batch, window);
        int steps = batch * window, outputs = shape.OutputRows(batch, window);
        Tokens = new int[shape.Vocabulary > 0 ? steps : 0];
        Vectors = new float[steps * shape.Inputs];
        int[] lengths = new int[batch];
        lengths.AsSpan().Fill(window);
        Lengths = lengths;
        Require.FitsSpan((long)batch * (loss?.ClassesOf(shape, window) ?? 0), "A batch of classes");
        Classes = new int[loss is not null ? batch * loss.ClassesOf(shape, window) : shape.Head == Head.Softmax ? outputs : 0];
        Values = new float[shape.HasValues ? outputs * shape.Outputs : 0];
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Steps of the longest row.</summary>
    public int Window { get; }

    /// <summary>[rows x window] tokens; empty for vectors.</summary>
    public Memory<int> Tokens { get; }

    /// <summary>[rows x window x D] numbers; empty for tokens.</summary>
    public Memory<float> Vectors { get; }

    /// <summary>[rows] steps, 0 to window; a row of 0 does not count.</summary>
    public Memory<int> Lengths { get; }

    /// <summary>[rows x window], or [rows] with <see cref="Readout.Last"/>: true classes, or -1; empty unless the head is a softmax.</summary>
    public Memory<int> Classes { get; }

    /// <summary>[rows x window x O], or [rows x O]: true numbers, or NaN; empty for softmax.</summary>
    public Memory<float> Values { get; }

    /// <summary>How much targets count (<see cref="SequenceTarget.Weights"/>); empty, the default, where all count alike. Data that have weights set their room once.</summary>
    public Memory<float> Weights { get; set; }

    /// <summary>What goes in.</summary>
    public SequenceInput Input => new() { Tokens = Tokens.Span, Vectors = Vectors.Span, Lengths = Lengths.Span };

    /// <summary>What should come out.</summary>
    public SequenceTarget Target => new() { Classes = Classes.Span, Values = Values.Span, Weights = Weights.Span };
}
