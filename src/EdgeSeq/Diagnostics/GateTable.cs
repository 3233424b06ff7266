using System.Globalization;
using EdgeSeq.Shapes;

namespace EdgeSeq.Diagnostics;

/// <summary>
/// Prints what one hidden unit does while a sentence is read: a line a word, a column a gate, such as the update gate u and the
/// memory h' of a gated unit. Allocates nothing but what the writer does.
/// </summary>
public static class GateTable
{
    private const int GateWidth = 9, MaxWordWidth = 40;

    /// <summary>Prints the table of the sequence that a runner ran last.</summary>
    /// <param name="runner">After a run.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="words">The words, one for each step from the first on, as they should be printed.</param>
    /// <param name="gates">Places in <see cref="ModelShape.Gates"/>; <see cref="ModelShape.FindGate"/> finds them by name.</param>
    /// <param name="unit">The hidden unit, 0 to H - 1.</param>
    /// <param name="row">Row of the batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A gate, unit, row or word is beyond what there is; nothing was printed.</exception>
    /// <exception cref="ObjectDisposedException">The runner was disposed.</exception>
    public static void Write<TShape>(
        SequenceRunner<TShape> runner, TextWriter writer, ReadOnlySpan<string> words, ReadOnlySpan<int> gates, int unit, int row = 0)
        where TShape : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(writer);
        int width = "word".Length;
        foreach (string word in words)
        {
            width = Math.Max(width, Math.Min(word.Length, MaxWordWidth));
        }

        foreach (int gate in gates)
        {
            // Throws for gates, rows and steps that do not exist.
            int hidden = runner.Gate(gate, row, Math.Max(words.Length - 1, 0)).Length;
            if ((uint)unit >= (uint)hidden)
            {
                Require.That(false, unit, $"units of {TShape.Shape.Gates[gate].Name} are 0 to {hidden - 1}");
            }
        }

        WritePadded(writer, "word", -width);
        foreach (int gate in gates)
        {
            WritePadded(writer, TShape.Shape.Gates[gate].Name, GateWidth);
        }

        writer.WriteLine();
        for (int step = 0; step < words.Length; step++)
        {
            WritePadded(writer, words[step], -width);
            foreach (int gate in gates)
            {
                Write(writer, runner.Gate(gate, row, step)[unit]);
            }

            writer.WriteLine();
        }
    }

    private static void Write(TextWriter writer, float value)
    {
        Span<char> digits = stackalloc char[64];
        bool fits = value.TryFormat(digits, out int length, "0.000", CultureInfo.InvariantCulture);
        WritePadded(writer, fits ? digits[..length] : "?", GateWidth);
    }

    /// <summary>Padded on the left, or on the right to a negative width.</summary>
    private static void WritePadded(TextWriter writer, ReadOnlySpan<char> text, int width)
    {
        int missing = Math.Max(0, Math.Abs(width) - text.Length);
        Pad(writer, width > 0 ? missing : 0);
        writer.Write(text);
        Pad(writer, width < 0 ? missing : 0);
    }

    private static void Pad(TextWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            writer.Write(' ');
        }
    }
}
