using System.Collections.Immutable;

namespace EdgeSeq.Losses;

/// <summary>Which tags may follow each other, begin a row and end it: the part of a <see cref="CrfLoss"/> that is known and need not be learned.</summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class TagRules
{
    private readonly bool[] _forbidden, _forbiddenFirst, _forbiddenLast;

    /// <summary>Rules.</summary>
    /// <param name="tags">K, at least 1.</param>
    /// <param name="forbidden">Pairs of tags of which the second may not follow the first; none by default.</param>
    /// <param name="forbiddenFirst">Tags that may not begin a row; none by default.</param>
    /// <param name="forbiddenLast">Tags that may not end a row; none by default.</param>
    /// <exception cref="ArgumentException">A tag is out of range, or no tag may begin or end a row.</exception>
    public TagRules(
        int tags, ImmutableArray<(int From, int To)> forbidden = default, ImmutableArray<int> forbiddenFirst = default, ImmutableArray<int> forbiddenLast = default)
    {
        Require.That(tags >= 1, tags, "there is at least 1 tag");
        Require.FitsSpan(tags + ((long)tags * tags), "The scores of a step");
        Count = tags;
        _forbidden = new bool[tags * tags];
        foreach ((int from, int to) in forbidden.IsDefault ? [] : forbidden)
        {
            _forbidden[(Tag(from, nameof(forbidden)) * tags) + Tag(to, nameof(forbidden))] = true;
        }

        _forbiddenFirst = Some(forbiddenFirst, nameof(forbiddenFirst));
        _forbiddenLast = Some(forbiddenLast, nameof(forbiddenLast));
    }

    /// <summary>K, the number of tags.</summary>
    public int Count { get; }

    /// <summary>Numbers of an output: a score for each tag, and one for each pair.</summary>
    public int Scores => Count + (Count * Count);

    /// <summary>Rules of labels <c>O</c>, <c>B-TYPE</c>, <c>I-TYPE</c>: an <c>I-TYPE</c> goes on from a <c>B-TYPE</c> or <c>I-TYPE</c> of the same type only.</summary>
    /// <param name="labels">The labels, in the order of the tags; other names may stand anywhere.</param>
    /// <exception cref="ArgumentException">No tag may begin a row.</exception>
    public static TagRules OfEntities(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var forbidden = ImmutableArray.CreateBuilder<(int From, int To)>();
        var first = ImmutableArray.CreateBuilder<int>();
        for (int to = 0; to < labels.Count; to++)
        {
            if (!labels[to].StartsWith("I-", StringComparison.Ordinal))
            {
                continue;
            }

            first.Add(to);
            for (int from = 0; from < labels.Count; from++)
            {
                bool isSameType = labels[from].Length > 2 && labels[from][0] is 'B' or 'I' && labels[from].AsSpan(1).SequenceEqual(labels[to].AsSpan(1));
                if (!isSameType)
                {
                    forbidden.Add((from, to));
                }
            }
        }

        return new(labels.Count, forbidden.ToImmutable(), first.ToImmutable());
    }

    /// <summary>Whether a tag may follow another.</summary>
    /// <param name="from">The earlier tag.</param>
    /// <param name="to">The later one.</param>
    public bool Allows(int from, int to) => !_forbidden[(from * Count) + to];

    /// <summary>Whether a tag may begin a row.</summary>
    /// <param name="tag">The tag.</param>
    public bool AllowsFirst(int tag) => !_forbiddenFirst[tag];

    /// <summary>Whether a tag may end a row.</summary>
    /// <param name="tag">The tag.</param>
    public bool AllowsLast(int tag) => !_forbiddenLast[tag];

    private bool[] Some(ImmutableArray<int> tags, string name)
    {
        bool[] some = new bool[Count];
        foreach (int tag in tags.IsDefault ? [] : tags)
        {
            some[Tag(tag, name)] = true;
        }

        return some.AsSpan().Contains(false) ? some : throw new ArgumentException($"{name} has all {Count} tags, so there is no row at all.", name);
    }

    private int Tag(int tag, string name) =>
        tag >= 0 && tag < Count ? tag : throw new ArgumentException($"{name} has the tag {tag}; tags are 0 to {Count - 1}.", name);
}
