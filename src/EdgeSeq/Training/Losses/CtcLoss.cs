using System.Runtime.InteropServices;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// Connectionist temporal classification (A. Graves, S. Fernández, F. Gomez, J. Schmidhuber, "Connectionist temporal classification: labelling unsegmented
/// sequence data with recurrent neural networks", ICML 2006): frames in, fewer labels out, and nobody says which frames belong to which label. The
/// loss of a row is -ln of the probability of its labels, summed over all ways to spread them over the frames.
/// </summary>
/// <remarks>
/// <para>
/// Outputs are logits of C classes, the blank among them; the softmax over them is a part of the loss. The targets of a row are
/// <see cref="SequenceTarget.Classes"/>, [batch x <see cref="MaxLabels"/>]: its labels, then -1. No label is an empty target, all blanks. Weights are one a row. The mean is over
/// rows: PyTorch's <c>CTCLoss(reduction="sum")</c> divided by their number.
/// </para>
/// <para>Paths are summed in <c>WideNumber</c>s, which do what logarithms are taken for, with the same bits everywhere.</para>
/// <para>Immutable: thread-safe.</para>
/// </remarks>
public sealed class CtcLoss : SequenceLoss
{
    private const int DoublesEach = 2;

    /// <summary>For rows of up to so many labels.</summary>
    /// <param name="maxLabels">The most labels of a row, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public CtcLoss(int maxLabels)
    {
        Require.That(maxLabels >= 0, maxLabels, "a row has at least no labels");
        MaxLabels = maxLabels;
    }

    /// <summary>The most labels of a row.</summary>
    public int MaxLabels { get; }

    /// <summary>The class between labels. Default 0.</summary>
    public int Blank { get; init; }

    /// <inheritdoc/>
    protected internal override int ClassesOf(ModelShape shape, int window) => MaxLabels;

    /// <inheritdoc/>
    protected internal override int ScratchSize(ModelShape shape, int window)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long states = (2L * MaxLabels) + 1, numbers = (window * (shape.Outputs + states)) + states + shape.Outputs;
        Require.FitsSpan(numbers * DoublesEach, "The paths of a row");
        return (int)numbers * DoublesEach;
    }

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Require.That(shape.Outputs >= 2, shape.Outputs, "there are at least 2 classes, the blank and a label");
        Require.That(Blank >= 0 && Blank < shape.Outputs, Blank, $"it is one of the classes 0 to {shape.Outputs - 1}");
        if (shape.Readout == Readout.Last)
        {
            throw new ArgumentException($"{shape.Name} reads out once a row, and labels are spread over the outputs of all steps: declare Readout.Every.", nameof(shape));
        }
    }

    /// <inheritdoc/>
    protected internal override double Count(in LossRow row)
    {
        if (row.Classes.Length > MaxLabels)
        {
            throw new ArgumentException($"target has {row.Classes.Length} labels a row; this loss has room for {MaxLabels}.", nameof(row));
        }

        int labels = LabelsOf(row.Classes), needed = labels;
        for (int i = 0; i < row.Classes.Length; i++)
        {
            int label = row.Classes[i];
            if (i >= labels ? label != -1 : label < 0 || label >= row.Size || label == Blank)
            {
                ThrowLabel(row, i, labels);
            }

            needed += i > 0 && i < labels && label == row.Classes[i - 1] ? 1 : 0;
        }

        return needed <= row.Steps
            ? LossWeights.OfRow(row)
            : throw new ArgumentException(
                $"Row {row.Index} has {row.Steps} frames, and its {labels} labels need {needed}: one each, and a blank between equal neighbours. Leave the row out, or give it more frames.", nameof(row));
    }

    /// <inheritdoc/>
    protected internal override double Evaluate(in LossRow row)
    {
        int frames = row.Steps, classes = row.Size, count = LabelsOf(row.Classes), states = (2 * count) + 1;
        ReadOnlySpan<int> labels = row.Classes[..count];
        Span<WideNumber> memory = MemoryMarshal.Cast<double, WideNumber>(row.Scratch);
        Span<WideNumber> emissions = Take(ref memory, frames * classes), forward = Take(ref memory, frames * states);
        Span<WideNumber> backward = Take(ref memory, states), shares = Take(ref memory, classes);
        double weight = LossWeights.OfRow(row);

        // Gradients begin as the first of their two terms, the probability of each class.
        WideNumber all = Emit(row.Outputs, emissions, row.Gradients, classes, weight);
        Forward(labels, emissions, forward, frames, classes);
        WideNumber paths = forward[^1] + (states > 1 ? forward[^2] : default), share = WideNumber.Of(weight) * paths.Inverse;
        if (paths.IsZero)
        {
            return double.PositiveInfinity;
        }

        shares.Clear();
        backward.Clear();
        backward[Math.Max(0, states - 2)..].Fill(WideNumber.One);
        for (int frame = frames - 1; frame >= 0; frame--)
        {
            Span<WideNumber> emission = emissions.Slice(frame * classes, classes);
            Backward(labels, emission, forward.Slice(frame * states, states), backward, shares, First(frame, frames, states), Last(frame, states));
            Subtract(shares, share, row.Gradients.Slice(frame * classes, classes));
        }

        return weight * (all.Log() - paths.Log());
    }

    /// <summary>The first state from which the frames that follow lead to the end.</summary>
    private static int First(int frame, int frames, int states) => Math.Max(0, states - (2 * (frames - frame)));

    /// <summary>The last state that a frame can be in.</summary>
    private static int Last(int frame, int states) => Math.Min(states - 1, (2 * frame) + 1);

    /// <summary>e^(logit - the largest of its frame), for every frame and class.</summary>
    /// <param name="outputs">[frames x classes] logits.</param>
    /// <param name="emissions">Receives them.</param>
    /// <param name="probabilities">Receives each divided by the sum of its frame, times the weight.</param>
    /// <param name="classes">C.</param>
    /// <param name="weight">Of the row.</param>
    /// <returns>The product of the sums: what all labellings together come to.</returns>
    private static WideNumber Emit(ReadOnlySpan<float> outputs, Span<WideNumber> emissions, Span<float> probabilities, int classes, double weight)
    {
        WideNumber all = WideNumber.One;
        for (int first = 0; first < outputs.Length; first += classes)
        {
            Span<float> frame = probabilities.Slice(first, classes);
            WideNumber.Exponentials(outputs.Slice(first, classes), frame, emissions.Slice(first, classes));
            double sum = 0;
            foreach (float one in frame)
            {
                sum += one;
            }

            double factor = weight / sum;
            foreach (ref float one in frame)
            {
                one = (float)(factor * one);
            }

            all *= WideNumber.Of(sum);
        }

        return all;
    }

    /// <summary>Equations 5 to 8 of the paper: the sum over all beginnings that end a frame in a state. States are blank, label, blank, label, ..., blank.</summary>
    private void Forward(ReadOnlySpan<int> labels, ReadOnlySpan<WideNumber> emissions, Span<WideNumber> forward, int frames, int classes)
    {
        int states = (2 * labels.Length) + 1;
        forward.Clear();
        for (int state = 0; state < Math.Min(2, states); state++)
        {
            forward[state] = emissions[(state & 1) == 0 ? Blank : labels[0]];
        }

        for (int frame = 1; frame < frames; frame++)
        {
            ReadOnlySpan<WideNumber> emission = emissions.Slice(frame * classes, classes), before = forward.Slice((frame - 1) * states, states);
            Span<WideNumber> now = forward.Slice(frame * states, states);
            int low = First(frame, frames, states), high = Last(frame, states);
            WideNumber blank = emission[Blank], earlier = low > 1 ? before[low - 2] : default, left = low > 0 ? before[low - 1] : default;
            for (int state = low; state <= high; state++)
            {
                WideNumber same = before[state], sum = same + left, said = blank;
                if ((state & 1) != 0)
                {
                    said = emission[labels[state >> 1]];
                    sum = IsSkip(labels, state) ? sum + earlier : sum;
                }

                now[state] = sum * said;
                (earlier, left) = (left, same);
            }
        }
    }

    /// <summary>Equations 9 to 12: from the sums over all endings that begin behind a frame to those that begin with it; and what each class has of the paths.</summary>
    private void Backward(
        ReadOnlySpan<int> labels, ReadOnlySpan<WideNumber> emission, ReadOnlySpan<WideNumber> forward, Span<WideNumber> backward, Span<WideNumber> shares, int low, int high)
    {
        WideNumber blank = emission[Blank], ofBlank = default, right = default, later = default;
        for (int state = high; state >= low; state--)
        {
            WideNumber behind = backward[state], share = forward[state] * behind, arriving;
            if ((state & 1) == 0)
            {
                ofBlank += share;
                arriving = behind * blank;
            }
            else
            {
                int label = labels[state >> 1];
                shares[label] += share;
                arriving = behind * emission[label];
            }

            // From this state the frame before comes to this state, the next, or the label behind.
            backward[state] = arriving + right;
            if ((state & 1) != 0 && state + 2 <= high && IsSkip(labels, state + 2))
            {
                backward[state] += later;
            }

            (later, right) = (right, arriving);
        }

        // States below could be left for these.
        if (low > 0)
        {
            backward[low - 1] = (low & 1) == 0 && low + 1 <= high && IsSkip(labels, low + 1) ? right + later : right;
        }

        if (low > 1)
        {
            backward[low - 2] = (low & 1) != 0 && IsSkip(labels, low) ? right : default;
        }

        shares[Blank] += ofBlank;
    }

    /// <summary>Equation 16: each class has its share of the paths less than its probability.</summary>
    private static void Subtract(Span<WideNumber> shares, WideNumber share, Span<float> gradients)
    {
        for (int k = 0; k < shares.Length; k++)
        {
            if (!shares[k].IsZero)
            {
                gradients[k] -= (float)(shares[k] * share).ToDouble();
                shares[k] = default;
            }
        }
    }

    /// <summary>Whether the blank before a label may be left out: not between equal neighbours.</summary>
    private static bool IsSkip(ReadOnlySpan<int> labels, int state) => (state & 1) != 0 && state > 1 && labels[state >> 1] != labels[(state >> 1) - 1];

    private static int LabelsOf(ReadOnlySpan<int> classes)
    {
        int end = classes.IndexOf(-1);
        return end < 0 ? classes.Length : end;
    }

    private static Span<WideNumber> Take(ref Span<WideNumber> memory, int count)
    {
        Span<WideNumber> taken = memory[..count];
        memory = memory[count..];
        return taken;
    }

    private void ThrowLabel(in LossRow row, int place, int labels)
    {
        int index = (row.Index * row.Classes.Length) + place, label = row.Classes[place];
        throw new ArgumentException(
            place >= labels ? $"target[{index}] is {label}, behind the end of its row's labels: -1 ends them."
            : label == Blank ? $"target[{index}] is {label}, the blank, which is no label."
            : $"target[{index}] is {label}; labels are 0 to {row.Size - 1}, but for the blank {Blank}, and -1 behind the last.", nameof(row));
    }
}
