using EdgeSeq.Losses;

namespace EdgeSeq.Labelling;

/// <summary>
/// The likeliest tags of a row by the outputs of a model that was trained with <see cref="CrfLoss"/> (A. J. Viterbi, 1967). After construction it allocates nothing.
/// </summary>
/// <remarks>Of equally likely tags the lower ones count, from the end back. One thread at a time.</remarks>
public sealed class CrfDecoder
{
    private readonly TagRules _rules;
    private readonly int[] _from;
    private readonly double[] _best, _next;

    /// <summary>A decoder.</summary>
    /// <param name="rules">Those of the loss.</param>
    /// <param name="maxSteps">Steps of the longest row, at least 1.</param>
    /// <exception cref="ArgumentException">It is below 1, or the steps take more than an array holds.</exception>
    public CrfDecoder(TagRules rules, int maxSteps)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Require.That(maxSteps >= 1, maxSteps, "a row has at least 1 step");
        Require.FitsSpan((long)maxSteps * rules.Count, "The tags of a row");
        _rules = rules;
        _from = new int[maxSteps * rules.Count];
        (_best, _next) = (new double[rules.Count], new double[rules.Count]);
    }

    /// <summary>Finds the tags.</summary>
    /// <param name="outputs">[steps x (K + K^2)] scores of the row, as the model gives them.</param>
    /// <param name="tags">[steps] receives them.</param>
    /// <returns>Their score; minus infinity, and tags that break a rule, where the rules allow none.</returns>
    /// <exception cref="ArgumentException">The outputs are no whole steps, too many, not as many as tags, or the spans overlap. Nothing was written.</exception>
    public double Decode(ReadOnlySpan<float> outputs, Span<int> tags)
    {
        int count = _rules.Count;
        Require.Length(outputs.Length, tags.Length * _rules.Scores, nameof(outputs), "scores (K + K^2 a step)");
        if (tags.Length < 1 || tags.Length > _from.Length / count)
        {
            throw new ArgumentException($"A row of {tags.Length} steps; this decoder takes 1 to {_from.Length / count}.", nameof(tags));
        }

        Require.Apart<int, float>(tags, outputs, nameof(tags), nameof(outputs));
        for (int tag = 0; tag < count; tag++)
        {
            _best[tag] = _rules.AllowsFirst(tag) ? outputs[tag] : double.NegativeInfinity;
        }

        for (int t = 1; t < tags.Length; t++)
        {
            ReadOnlySpan<float> scores = outputs.Slice(t * _rules.Scores, _rules.Scores);
            for (int tag = 0; tag < count; tag++)
            {
                (int best, double highest) = (0, double.NegativeInfinity);
                for (int from = 0; from < count; from++)
                {
                    double score = _rules.Allows(from, tag) ? _best[from] + scores[count + (from * count) + tag] : double.NegativeInfinity;
                    (best, highest) = score > highest ? (from, score) : (best, highest);
                }

                _from[(t * count) + tag] = best;
                _next[tag] = highest + scores[tag];
            }

            _next.CopyTo(_best, 0);
        }

        (int last, double found) = (0, double.NegativeInfinity);
        for (int tag = 0; tag < count; tag++)
        {
            (last, found) = _rules.AllowsLast(tag) && _best[tag] > found ? (tag, _best[tag]) : (last, found);
        }

        for (int t = tags.Length - 1; t >= 0; t--)
        {
            tags[t] = last;
            last = t == 0 ? last : _from[(t * count) + last];
        }

        return found;
    }
}
