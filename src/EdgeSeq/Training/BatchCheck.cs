using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>
/// Checks a whole batch before any row runs, so that a wrong token leaves states and gradients untouched.
/// </summary>
internal static class BatchCheck
{
    /// <summary>Checks that spans can hold the inputs and targets of a batch.</summary>
    /// <exception cref="ArgumentException">They cannot.</exception>
    public static void Sizes(ModelShape shape, int batch, int window)
    {
        long steps = (long)batch * window;
        Require.FitsSpan(steps, "A batch of steps");
        Require.FitsSpan(steps * Math.Max(1, shape.Inputs), "A batch of inputs");
        if (shape.HasValues)
        {
            Require.FitsSpan((shape.Readout == Readout.Last ? batch : steps) * shape.Outputs, "A batch of targets");
        }
    }

    /// <summary>Checks lengths and ranges of inputs and targets.</summary>
    /// <returns>How many targets count.</returns>
    /// <exception cref="ArgumentException">A length differs from what batch and window ask for, a token, class or value is out of range, or an input is not finite.</exception>
    public static int CountTargets(in SequenceInput input, SequenceTarget target, ModelShape shape, int batch, int window)
    {
        Input(input, shape, batch, window);
        if (!target.Weights.IsEmpty)
        {
            throw new ArgumentException($"target has weights, and the loss of the head {shape.Head} takes none: set a loss that does (TrainerOptions.Loss).", nameof(target));
        }

        return shape.Head switch
        {
            Head.None => NoTargets(target, shape),
            Head.Softmax => Classes(input, target, shape, batch, window),
            _ => Values(input, target, shape, batch, window),
        };
    }

    /// <summary>Checks lengths and ranges of inputs.</summary>
    /// <exception cref="ArgumentException">A length differs from what batch and window ask for, a token is out of range, or a number is not finite.</exception>
    public static void Input(in SequenceInput input, ModelShape shape, int batch, int window)
    {
        Lengths(input.Lengths, shape, batch, window);
        if (shape.Vocabulary == 0)
        {
            RefuseKind(input.Tokens.Length, nameof(input), shape, "vectors (float)", "tokens (int)");
            Require.Length(input.Vectors.Length, batch * window * shape.Inputs, nameof(input), "numbers (batch x window x inputs)");
            Numbers(input, shape.Inputs, batch, window);
            foreach (TokenNumbersInfo tokens in shape.TokenNumbers)
            {
                KernelGuard.TokenNumbers(input, batch, window, shape.Inputs, tokens.First, tokens.Count, tokens.Vocabulary);
            }

            return;
        }

        RefuseKind(input.Vectors.Length, nameof(input), shape, "tokens (int)", "vectors (float)");
        Require.Length(input.Tokens.Length, batch * window, nameof(input), "tokens (batch x window)");
        for (int row = 0; row < batch; row++)
        {
            CountTokens(input.Tokens, row * window, input.LengthOf(row, window), shape.Vocabulary, nameof(input), "tokens");
        }
    }

    /// <summary>Checks the numbers that are looked at: those of a row's steps.</summary>
    private static void Numbers(in SequenceInput input, int inputs, int batch, int window)
    {
        if (input.Lengths.IsEmpty)
        {
            Require.Finite(input.Vectors, nameof(input));
            return;
        }

        for (int row = 0; row < batch; row++)
        {
            int first = row * window * inputs;
            Require.Finite(input.Vectors.Slice(first, input.Lengths[row] * inputs), nameof(input), first);
        }
    }

    private static int NoTargets(SequenceTarget target, ModelShape shape) =>
        target.Classes.IsEmpty && target.Values.IsEmpty
            ? 0
            : throw new ArgumentException($"{shape.Name} has no output layer (Head.None), so there is nothing to compare targets with.", nameof(target));

    private static int Classes(in SequenceInput input, SequenceTarget target, ModelShape shape, int batch, int window)
    {
        int perRow = shape.OutputRows(1, window), count = 0;
        RefuseKind(target.Values.Length, nameof(target), shape, "classes (int) as targets", "numbers (float)");
        Require.Length(target.Classes.Length, batch * perRow, nameof(target), shape.Readout == Readout.Last ? "classes (one a row)" : "classes (batch x window)");
        for (int row = 0; row < batch; row++)
        {
            count += CountTokens(target.Classes, row * perRow, Math.Min(perRow, input.LengthOf(row, window)), shape.Outputs, nameof(target), "classes");
        }

        return count;
    }

    private static int Values(in SequenceInput input, SequenceTarget target, ModelShape shape, int batch, int window)
    {
        int perRow = shape.OutputRows(1, window), count = 0;
        RefuseKind(target.Classes.Length, nameof(target), shape, "numbers (float) as targets", "classes (int)");
        Require.Length(target.Values.Length, batch * perRow * shape.Outputs, nameof(target), shape.Readout == Readout.Last ? "numbers (batch x outputs)" : "numbers (batch x window x outputs)");
        for (int row = 0; row < batch; row++)
        {
            int first = row * perRow * shape.Outputs, steps = Math.Min(perRow, input.LengthOf(row, window));
            if (shape.Head != Head.Mixed)
            {
                count += CountNumbers(target.Values, first, first + (steps * shape.Outputs), shape.Head);
                continue;
            }

            for (int step = 0; step < steps; step++)
            {
                foreach (OutputInfo output in shape.OutputParts)
                {
                    int start = first + (step * shape.Outputs) + output.Offset;
                    int numbers = CountNumbers(target.Values, start, start + output.Size, output.Head);
                    count += output.Head == Head.Softmax ? CountClass(target, start, output, numbers) : numbers;
                }
            }
        }

        return count;
    }

    /// <summary>Checks numbers of targets.</summary>
    /// <returns>How many are there.</returns>
    private static int CountNumbers(ReadOnlySpan<float> values, int first, int end, Head head)
    {
        bool isShare = head is Head.Sigmoid or Head.Softmax;
        float highest = isShare ? 1 : float.MaxValue, lowest = isShare ? 0 : float.MinValue;
        int count = 0;
        for (int i = first; i < end; i++)
        {
            float value = values[i];
            if (value < lowest || value > highest)
            {
                ThrowValue(value, i, head, "target");
            }

            count += float.IsNaN(value) ? 0 : 1;
        }

        return count;
    }

    /// <summary>A class among numbers: one of them is above 0, or none is there.</summary>
    private static int CountClass(SequenceTarget target, int first, OutputInfo output, int numbers) =>
        numbers == 0 ? 0
        : numbers == output.Size && Activations.ClassOf(target.Values.Slice(first, output.Size)) >= 0 ? 1
        : throw new ArgumentException($"target[{first}] to target[{first + output.Size - 1}] are the classes of \"{output.Name}\": one is 1 and the others 0, or all are NaN for none.", nameof(target));

    private static void Lengths(ReadOnlySpan<int> lengths, ModelShape shape, int batch, int window)
    {
        if (lengths.IsEmpty)
        {
            return;
        }

        Require.Length(lengths.Length, batch, nameof(lengths), "lengths (one a row)");
        int least = shape.Readout == Readout.Last ? 1 : 0;
        int stray = lengths.IndexOfAnyExceptInRange(least, window);
        if (stray >= 0)
        {
            throw new ArgumentException($"lengths[{stray}] is {lengths[stray]}; lengths are {least} to {window}, the window.", nameof(lengths));
        }
    }

    /// <summary>Checks a stretch of tokens.</summary>
    /// <returns>How many are not -1.</returns>
    /// <exception cref="ArgumentException">A token is out of range.</exception>
    public static int CountTokens(ReadOnlySpan<int> tokens, int first, int length, int vocabulary, string name, string what)
    {
        ReadOnlySpan<int> stretch = tokens.Slice(first, length);
        int stray = stretch.IndexOfAnyExceptInRange(-1, vocabulary - 1);
        if (stray >= 0)
        {
            ThrowToken(stretch[stray], first + stray, vocabulary, name, what);
        }

        return length - stretch.Count(-1);
    }

    private static void RefuseKind(int wrong, string name, ModelShape shape, string expected, string found)
    {
        if (wrong > 0)
        {
            throw new ArgumentException($"{shape.Name} takes {expected}; {name} holds {found}.", name);
        }
    }

    private static void ThrowToken(int token, int index, int vocabulary, string name, string what) =>
        throw new ArgumentException($"{name}[{index}] is {token}; {what} are 0 to {vocabulary - 1}, or -1 for none.", name);

    private static void ThrowValue(float value, int index, Head head, string name) => throw new ArgumentException(
        $"{name}[{index}] is {value}; {(head == Head.Linear ? "targets are finite" : $"targets of a {(head == Head.Sigmoid ? "sigmoid" : "softmax")} are 0 to 1")}, or NaN for none.", name);
}
