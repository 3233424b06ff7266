using System.Diagnostics.CodeAnalysis;

namespace EdgeSeq;

/// <summary>
/// What a model should have said: of every output the true class or the true values. With <see cref="Readout.Every"/> there are
/// [batch x window] outputs, with <see cref="Readout.Last"/> [batch]. Spans and arrays convert to it by themselves.
/// </summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The init properties are the named way.")]
public readonly ref struct SequenceTarget
{
    /// <summary>For <see cref="Head.Softmax"/>: one class an output, 0 to O - 1, or -1 where none counts.</summary>
    public ReadOnlySpan<int> Classes { get; init; }

    /// <summary>
    /// For <see cref="Head.Sigmoid"/> (0 to 1) and <see cref="Head.Linear"/>: O numbers an output; NaN where none counts.
    /// </summary>
    public ReadOnlySpan<float> Values { get; init; }

    /// <summary>
    /// How much each target counts, for losses that take it (<see cref="Losses.SequenceLoss"/>): one number a row, or one an output of it. The mean is over
    /// the weights. Empty where all count alike.
    /// </summary>
    public ReadOnlySpan<float> Weights { get; init; }

    /// <summary>Classes.</summary>
    public static implicit operator SequenceTarget(ReadOnlySpan<int> classes) => new() { Classes = classes };

    /// <summary>Classes.</summary>
    public static implicit operator SequenceTarget(Span<int> classes) => new() { Classes = classes };

    /// <summary>Classes.</summary>
    public static implicit operator SequenceTarget(int[] classes) => new() { Classes = classes };

    /// <summary>Values.</summary>
    public static implicit operator SequenceTarget(ReadOnlySpan<float> values) => new() { Values = values };

    /// <summary>Values.</summary>
    public static implicit operator SequenceTarget(Span<float> values) => new() { Values = values };

    /// <summary>Values.</summary>
    public static implicit operator SequenceTarget(float[] values) => new() { Values = values };

    /// <summary>Some of the rows of a batch.</summary>
    /// <param name="first">First row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="outputs">Outputs of a row: the window, or 1.</param>
    /// <param name="size">O.</param>
    internal SequenceTarget Rows(int first, int rows, int outputs, int size) => new()
    {
        Classes = Classes.IsEmpty ? default : Classes.Slice(first * outputs, rows * outputs),
        Values = Values.IsEmpty ? default : Values.Slice(first * outputs * size, rows * outputs * size),
    };
    /// <summary>Some of the rows of a batch, whose targets are of any size.</summary>
    /// <param name="first">First row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="batch">Rows of the batch.</param>
    internal SequenceTarget Rows(int first, int rows, int batch) => new()
    {
        Classes = Classes.Slice(Classes.Length / batch * first, Classes.Length / batch * rows),
        Values = Values.Slice(Values.Length / batch * first, Values.Length / batch * rows),
        Weights = Weights.Slice(Weights.Length / batch * first, Weights.Length / batch * rows),
    };
}
