using System.Runtime.InteropServices;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// A linear-chain conditional random field (J. Lafferty, A. McCallum, F. Pereira, "Conditional random fields", ICML 2001) over the outputs of a network: tags of a row are
/// judged together, by what each step says of a tag and of its following the one before. The loss of a row is -ln of the probability of its tags among all tags that the rules allow.
/// </summary>
/// <remarks>
/// <para>
/// An output has K + K^2 numbers: a score for each tag, then for each pair, at <c>K + before * K + tag</c>, how well the tag follows; those of the first step are not looked at.
/// So transitions are weights of the output layer, learned, saved and exported with the model; its bias is what they are on the whole.
/// </para>
/// <para>Targets are <see cref="SequenceTarget.Classes"/>, a tag a step; a row whose tags are all -1 does not count. Weights are one a row, and the mean is over rows.</para>
/// <para>Immutable: thread-safe.</para>
/// </remarks>
public sealed class CrfLoss : SequenceLoss
{
    private const int DoublesEach = 2;

    /// <summary>A loss.</summary>
    /// <param name="rules">The tags, and which may follow each other.</param>
    public CrfLoss(TagRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = rules;
    }

    /// <summary>The rules, as given.</summary>
    public TagRules Rules { get; }

    /// <inheritdoc/>
    protected internal override int ClassesOf(ModelShape shape, int window) => window;

    /// <inheritdoc/>
    protected internal override int ScratchSize(ModelShape shape, int window)
    {
        long numbers = ((long)window * Rules.Count) + Rules.Scores + (2L * Rules.Count);
        Require.FitsSpan(numbers * DoublesEach, "The paths of a row");
        return (int)numbers * DoublesEach;
    }

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Require.That(shape.Outputs == Rules.Scores, shape.Outputs, $"{Rules.Count} tags have {Rules.Scores} scores: one each, and one a pair");
        if (shape.Readout == Readout.Last)
        {
            throw new ArgumentException($"{shape.Name} reads out once a row, and every step has a tag: declare Readout.Every.", nameof(shape));
        }
    }

    /// <inheritdoc/>
    protected internal override double Count(in LossRow row)
    {
        Require.AtLeast(row.Classes.Length, row.Steps, nameof(row), "tags a row");
        ReadOnlySpan<int> tags = row.Classes[..row.Steps];
        if (!tags.ContainsAnyExcept(-1))
        {
            return 0;
        }

        for (int step = 0; step < tags.Length; step++)
        {
            if (tags[step] < 0 || tags[step] >= Rules.Count)
            {
                throw new ArgumentException(
                    $"{Place(row, step)} is {tags[step]}; tags are 0 to {Rules.Count - 1}, and a row has one for each of its {row.Steps} steps, or -1 for all.", nameof(row));
            }

            if (step > 0 && !Rules.Allows(tags[step - 1], tags[step]))
            {
                throw new ArgumentException($"{Place(row, step)} is {tags[step]}, which may not follow {tags[step - 1]}.", nameof(row));
            }
        }

        return !Rules.AllowsFirst(tags[0]) ? throw new ArgumentException($"{Place(row, 0)} is {tags[0]}, which may not begin a row.", nameof(row))
            : !Rules.AllowsLast(tags[^1]) ? throw new ArgumentException($"{Place(row, row.Steps - 1)} is {tags[^1]}, which may not end a row.", nameof(row))
            : LossWeights.OfRow(row);
    }

    /// <inheritdoc/>
    protected internal override double Evaluate(in LossRow row)
    {
        int tags = Rules.Count, scores = Rules.Scores;
        Span<WideNumber> memory = MemoryMarshal.Cast<double, WideNumber>(row.Scratch);
        Span<WideNumber> forward = memory[..(row.Steps * tags)], step = memory.Slice(forward.Length, scores), backward = memory.Slice(forward.Length + scores, tags);
        Span<WideNumber> arriving = memory.Slice(forward.Length + scores + tags, tags);
        double shift = Forward(row, forward, step), weight = LossWeights.OfRow(row), truth = 0;

        WideNumber all = default;
        for (int tag = 0; tag < tags; tag++)
        {
            backward[tag] = Rules.AllowsLast(tag) ? WideNumber.One : default;
            all += forward[^(tags - tag)] * backward[tag];
        }

        if (all.IsZero)
        {
            return double.PositiveInfinity;
        }

        WideNumber share = WideNumber.Of(weight) * all.Inverse;
        for (int t = row.Steps - 1; t >= 0; t--)
        {
            ReadOnlySpan<WideNumber> reached = forward.Slice(t * tags, tags), before = t == 0 ? default : forward.Slice((t - 1) * tags, tags);
            Span<float> gradients = row.Gradients.Slice(t * scores, scores);
            Exponentiate(row, t, step, gradients);
            gradients.Clear();
            for (int tag = 0; tag < tags; tag++)
            {
                gradients[tag] = (float)(reached[tag] * backward[tag] * share).ToDouble();
                arriving[tag] = backward[tag] * step[tag];
            }

            for (int from = 0; from < before.Length; from++)
            {
                WideNumber sum = default;
                for (int tag = 0; tag < tags; tag++)
                {
                    int pair = tags + (from * tags) + tag;
                    WideNumber rest = step[pair] * arriving[tag];
                    gradients[pair] = (float)(before[from] * rest * share).ToDouble();
                    sum += rest;
                }

                backward[from] = sum;
            }

            truth += Truth(row, t, weight, gradients);
        }

        return weight * (shift + all.Log() - truth);
    }

    /// <summary>The sum over all beginnings that end a step with a tag, each step's times a factor of its own.</summary>
    /// <returns>ln of what the factors come to.</returns>
    private double Forward(in LossRow row, Span<WideNumber> forward, Span<WideNumber> step)
    {
        int tags = Rules.Count;
        double shift = 0;
        for (int t = 0; t < row.Steps; t++)
        {
            Span<WideNumber> now = forward.Slice(t * tags, tags);
            shift += Exponentiate(row, t, step, row.Gradients.Slice(t * Rules.Scores, Rules.Scores));
            for (int tag = 0; tag < tags; tag++)
            {
                WideNumber sum = t == 0 && Rules.AllowsFirst(tag) ? WideNumber.One : default;
                for (int from = 0; t > 0 && from < tags; from++)
                {
                    sum += forward[((t - 1) * tags) + from] * step[tags + (from * tags) + tag];
                }

                now[tag] = sum * step[tag];
            }
        }

        return shift;
    }

    /// <summary>e^(score - the largest) of a step's tags and pairs; 0 of pairs that are forbidden.</summary>
    /// <param name="row">The row.</param>
    /// <param name="t">The step.</param>
    /// <param name="step">Receives them.</param>
    /// <param name="buffer">As many floats, to work in.</param>
    /// <returns>The largest score of a tag and of a pair, added.</returns>
    private double Exponentiate(in LossRow row, int t, Span<WideNumber> step, Span<float> buffer)
    {
        int tags = Rules.Count;
        ReadOnlySpan<float> scores = row.Outputs.Slice(t * Rules.Scores, Rules.Scores);
        double shift = WideNumber.Exponentials(scores[..tags], buffer[..tags], step[..tags]);
        if (t == 0)
        {
            return shift;
        }

        shift += WideNumber.Exponentials(scores[tags..], buffer[tags..], step[tags..]);
        for (int from = 0; from < tags; from++)
        {
            for (int to = 0; to < tags; to++)
            {
                step[tags + (from * tags) + to] = Rules.Allows(from, to) ? step[tags + (from * tags) + to] : default;
            }
        }

        return shift;
    }

    /// <summary>Takes what is true from the gradients of a step.</summary>
    /// <returns>Its score.</returns>
    private double Truth(in LossRow row, int t, double weight, Span<float> gradients)
    {
        int tag = row.Classes[t];
        double score = row.Outputs[(t * Rules.Scores) + tag];
        gradients[tag] -= (float)weight;
        if (t > 0)
        {
            int pair = Rules.Count + (row.Classes[t - 1] * Rules.Count) + tag;
            score += row.Outputs[(t * Rules.Scores) + pair];
            gradients[pair] -= (float)weight;
        }

        return score;
    }

    private static string Place(in LossRow row, int step) => $"target[{(row.Index * row.Classes.Length) + step}]";
}
