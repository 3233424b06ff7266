using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>
/// What a model reads: of every row of a batch one token or one vector a step, row by row. Rows may be shorter than the window.
/// Spans and arrays of tokens (<c>int</c>) or numbers (<c>float</c>) convert to it by themselves.
/// </summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The init properties are the named way.")]
public readonly ref struct SequenceInput
{
    /// <summary>[batch x window] tokens, each 0 to V - 1, or -1 for the zero input; empty for a model that reads vectors.</summary>
    public ReadOnlySpan<int> Tokens { get; init; }

    /// <summary>[batch x window x D] finite numbers; empty for a model that reads tokens.</summary>
    public ReadOnlySpan<float> Vectors { get; init; }

    /// <summary>
    /// [batch] steps of each row, 0 to window; empty where every row fills the window. What lies behind a row's last step is
    /// not looked at, and its state is that of its last step. A row of length 0 does not count; with <see cref="Readout.Last"/>, whose output
    /// would be that of no step, trainers and evaluators put it at the start of a sequence and runners give zeros.
    /// </summary>
    public ReadOnlySpan<int> Lengths { get; init; }

    /// <summary>
    /// What is dropped between layers; nothing by default. Only the functions of <see cref="ISequenceModel"/> obey it: trainers drop as
    /// their options say, and whatever runs or evaluates a model drops nothing.
    /// </summary>
    public Dropout Dropout { get; init; }

    /// <summary>Tokens of rows that fill the window.</summary>
    public static implicit operator SequenceInput(ReadOnlySpan<int> tokens) => new() { Tokens = tokens };

    /// <summary>Tokens of rows that fill the window.</summary>
    public static implicit operator SequenceInput(Span<int> tokens) => new() { Tokens = tokens };

    /// <summary>Tokens of rows that fill the window.</summary>
    public static implicit operator SequenceInput(int[] tokens) => new() { Tokens = tokens };

    /// <summary>Vectors of rows that fill the window.</summary>
    public static implicit operator SequenceInput(ReadOnlySpan<float> vectors) => new() { Vectors = vectors };

    /// <summary>Vectors of rows that fill the window.</summary>
    public static implicit operator SequenceInput(Span<float> vectors) => new() { Vectors = vectors };

    /// <summary>Vectors of rows that fill the window.</summary>
    public static implicit operator SequenceInput(float[] vectors) => new() { Vectors = vectors };

    /// <summary>Steps of a row.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LengthOf(int row, int window) => Lengths.IsEmpty ? window : Lengths[row];

    /// <summary>Where the step that a layer takes as its t-th lies in the row.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Position(int row, int t, int window, bool reverse) => reverse ? LengthOf(row, window) - 1 - t : t;

    /// <summary>
    /// The next run of neighbouring rows, from <paramref name="first"/> on, that still have a step t: kernels run those
    /// together, and which rows run together changes no bit of any.
    /// </summary>
    /// <returns>False if there is none.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool NextRun(in LayerWorkspace plan, int t, ref int first, out int rows)
    {
        if (Lengths.IsEmpty)
        {
            rows = plan.Batch - first;
            return rows > 0;
        }

        while (first < plan.Batch && Lengths[first] <= t)
        {
            first++;
        }

        int end = first;
        while (end < plan.Batch && Lengths[end] > t)
        {
            end++;
        }

        rows = end - first;
        return rows > 0;
    }

    /// <summary>
    /// The next rows, from <paramref name="first"/> on, of one length and so few that what a gradient reads of them may stay in a
    /// cache of a megabyte: kernels sum over those at once, in the same order as over one after the other.
    /// </summary>
    /// <returns>False if there is none.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool NextEqual(in LayerWorkspace plan, int stepFloats, int first, out int rows, out int steps)
    {
        const int cacheFloats = 1 << 17;
        rows = Math.Min(1, plan.Batch - first);
        steps = rows > 0 ? LengthOf(first, plan.Window) : 0;
        while (first + rows < plan.Batch && LengthOf(first + rows, plan.Window) == steps && (rows + 1L) * steps * stepFloats <= cacheFloats)
        {
            rows++;
        }

        return rows > 0;
    }

    /// <summary>Some of the rows of a batch.</summary>
    internal SequenceInput Rows(int first, int rows, int window, int inputs) => new()
    {
        Tokens = Tokens.IsEmpty ? default : Tokens.Slice(first * window, rows * window),
        Vectors = Vectors.IsEmpty ? default : Vectors.Slice(first * window * inputs, rows * window * inputs),
        Lengths = Lengths.IsEmpty ? default : Lengths.Slice(first, rows),
        Dropout = Dropout.From(first),
    };
}
