namespace EdgeSeq.Labelling;

/// <summary>Labels from the frames of a model that was trained with <see cref="Losses.CtcLoss"/>.</summary>
public static class CtcDecoder
{
    /// <summary>The labels of the likeliest path: the likeliest class of each frame, repeats read as one, blanks left out. Of equal classes the lower one counts.</summary>
    /// <param name="outputs">[frames x classes] logits, or probabilities.</param>
    /// <param name="classes">C, the blank among them.</param>
    /// <param name="labels">Receives them; as many as there are frames always fit.</param>
    /// <param name="blank">The class between labels.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentException">The outputs are no whole frames, the blank is no class, there is no room for all labels, or the spans overlap.</exception>
    public static int Greedy(ReadOnlySpan<float> outputs, int classes, Span<int> labels, int blank = 0)
    {
        Require.That(classes >= 2, classes, "there are at least 2 classes, the blank and a label");
        Require.That(blank >= 0 && blank < classes, blank, "it is one of the classes");
        Require.WholeRows(outputs.Length, classes, nameof(outputs));
        Require.Apart<int, float>(labels, outputs, nameof(labels), nameof(outputs));
        int count = 0, before = blank;
        for (int first = 0; first < outputs.Length; first += classes)
        {
            int best = 0;
            for (int k = 1; k < classes; k++)
            {
                best = outputs[first + k] > outputs[first + best] ? k : best;
            }

            if (best != blank && best != before)
            {
                Require.AtLeast(labels.Length, count + 1, nameof(labels), "labels");
                labels[count++] = best;
            }

            before = best;
        }

        return count;
    }
}
