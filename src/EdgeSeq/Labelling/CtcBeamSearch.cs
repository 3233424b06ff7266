using EdgeSeq.Numerics;

namespace EdgeSeq.Labelling;

/// <summary>
/// The likeliest labels of frames, as they come, by prefix beam search (A. Hannun et al., "First-pass large vocabulary continuous speech recognition using
/// bi-directional recurrent DNNs", 2014): the likeliest prefixes are followed side by side, each with the sum of all paths that say it. Greedy decoding looks at one path.
/// After construction it allocates nothing.
/// </summary>
/// <remarks>
/// Outputs are those of a model that was trained with <see cref="Losses.CtcLoss"/>. The same result on every machine; of equally likely prefixes the one that was found first stays
/// ahead. One thread at a time.
/// </remarks>
public class CtcBeamSearch
{
    private readonly int _classes, _width;
    private readonly WideNumber[] _emission;
    private readonly float[] _buffer;
    private readonly bool[] _isFollowed;
    private readonly Candidate[] _candidates;
    private readonly int[] _parents, _sources, _labels;
    private CtcPrefixes _now, _next;
    private WideNumber _all;
    private int _candidateCount;

    /// <summary>A search.</summary>
    /// <param name="classes">C, the blank among them; at least 2.</param>
    /// <param name="options">How wide and how far to search; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public CtcBeamSearch(int classes, CtcBeamOptions? options = null)
    {
        Options = options ?? new CtcBeamOptions();
        Options.Validate(classes);
        (_classes, _width) = (classes, Options.Width);
        (_emission, _buffer, _isFollowed) = (new WideNumber[classes], new float[classes], new bool[classes]);
        _candidates = new Candidate[_width];
        (_parents, _sources, _labels) = (new int[_width], new int[_width], new int[_width]);
        (_now, _next) = (new CtcPrefixes(_width, Options.MaxLabels), new CtcPrefixes(_width, Options.MaxLabels));
        StartPrefixes();
    }

    /// <summary>The options, as given.</summary>
    public CtcBeamOptions Options { get; }

    /// <summary>Labels of the best prefix, those that were taken not counted.</summary>
    public int Length => _now.Lengths[Best];

    /// <summary>
    /// ln of the probability of the best prefix by the frames so far, without the prior; those that have fallen out of the beam are not in it. Not a number where frames leave no path.
    /// </summary>
    public double LogProbability => (_now.Blank[Best] + _now.Label[Best]).Log() - _all.Log();

    /// <summary>Labels that all prefixes of the beam begin with: no later frame changes them any more.</summary>
    public int StableLength => _now.CommonLength();

    /// <summary>Which prefix is best.</summary>
    private int Best { get; set; }

    /// <summary>Begins anew.</summary>
    public virtual void Reset() => StartPrefixes();

    /// <summary>Reads frames.</summary>
    /// <param name="outputs">[frames x C] logits.</param>
    /// <exception cref="ArgumentException">They are no whole frames, or one is NaN or infinite; nothing was read.</exception>
    public virtual void Add(ReadOnlySpan<float> outputs)
    {
        Require.WholeRows(outputs.Length, _classes, nameof(outputs));
        Require.Finite(outputs, nameof(outputs));
        for (int first = 0; first < outputs.Length; first += _classes)
        {
            WideNumber.Exponentials(outputs.Slice(first, _classes), _buffer, _emission);
            double sum = 0;
            foreach (float one in _buffer)
            {
                sum += one;
            }

            _all *= WideNumber.Of(sum);
            Grow();
        }
    }

    /// <summary>Copies the labels of the best prefix so far; later frames may change those behind <see cref="StableLength"/>.</summary>
    /// <param name="labels">Receives <see cref="Length"/> labels.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentException">There is no room for them.</exception>
    public int CopyBest(Span<int> labels)
    {
        Require.AtLeast(labels.Length, Length, nameof(labels), "labels");
        _now.Labels(Best).CopyTo(labels);
        return Length;
    }

    /// <summary>Takes labels that are stable out of the search, which has room for as many others then: texts without an end.</summary>
    /// <param name="labels">Receives as many stable labels as it holds.</param>
    /// <returns>How many were taken. What the prior and <see cref="LogProbability"/> say goes on to count them.</returns>
    public int TakeStable(Span<int> labels)
    {
        int count = Math.Min(StableLength, labels.Length);
        _now.Labels(0)[..count].CopyTo(labels);
        _now.Drop(count);
        return count;
    }

    /// <summary>What the prior makes of a prefix with one more label, beside the prefix: a factor.</summary>
    private protected virtual WideNumber PriorOf(int prefix, int label) => WideNumber.One;

    /// <summary>The prefixes were replaced.</summary>
    /// <param name="sources">For each prefix that it went on from.</param>
    /// <param name="labels">The label that each of the first ones has more than its source; the others are their sources.</param>
    private protected virtual void Follow(ReadOnlySpan<int> sources, ReadOnlySpan<int> labels)
    {
    }

    private void StartPrefixes()
    {
        _now.Start();
        _all = WideNumber.One;
        Best = 0;
    }

    /// <summary>Replaces the prefixes by the likeliest ones after one more frame.</summary>
    private void Grow()
    {
        _candidateCount = 0;
        FindParents();
        for (int prefix = 0; prefix < _now.Count; prefix++)
        {
            OfferSame(prefix);
        }

        for (int prefix = 0; prefix < _now.Count; prefix++)
        {
            OfferLonger(prefix);
        }

        int longer = 0, place = 0;
        foreach (bool isLonger in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < _candidateCount; i++)
            {
                if (_candidates[i].Label >= 0 == isLonger)
                {
                    Take(_candidates[i], place);
                    Best = i == 0 ? place : Best;
                    longer += isLonger ? 1 : 0;
                    place++;
                }
            }
        }

        if (place > 0)
        {
            _next.Count = place;
            (_now, _next) = (_next, _now);
            Follow(_sources.AsSpan(0, place), _labels.AsSpan(0, longer));
        }
    }

    /// <summary>For each prefix the one that it is a label longer than; -1 if that is not followed.</summary>
    private void FindParents()
    {
        for (int prefix = 0; prefix < _now.Count; prefix++)
        {
            _parents[prefix] = _now.Keys.AsSpan(0, _now.Count).IndexOf(_now.ParentKeys[prefix]);
        }
    }

    /// <summary>Paths that say the same prefix after the frame: by a blank, by its last label again, or by that label for the first time.</summary>
    private void OfferSame(int prefix)
    {
        int last = _now.Lasts[prefix], parent = _parents[prefix];
        WideNumber blank = (_now.Blank[prefix] + _now.Label[prefix]) * _emission[Options.Blank], label = default;
        if (last >= 0)
        {
            label = _now.Label[prefix] * _emission[last];
            if (parent >= 0)
            {
                label += ComingTo(parent, last);
            }
        }

        Offer(new(prefix, -1, blank, label, _now.Prior[prefix]));
    }

    /// <summary>Prefixes that are a label longer, and not followed yet.</summary>
    private void OfferLonger(int prefix)
    {
        if (_now.Lengths[prefix] == Options.MaxLabels)
        {
            return;
        }

        Array.Clear(_isFollowed);
        for (int other = 0; other < _now.Count; other++)
        {
            if (_parents[other] == prefix)
            {
                _isFollowed[_now.Lasts[other]] = true;
            }
        }

        for (int label = 0; label < _classes; label++)
        {
            if (label != Options.Blank && !_isFollowed[label])
            {
                Offer(new(prefix, label, default, ComingTo(prefix, label), _now.Prior[prefix] * PriorOf(prefix, label)));
            }
        }
    }

    /// <summary>Paths that add a label to a prefix: behind the same label through a blank only.</summary>
    private WideNumber ComingTo(int prefix, int label) =>
        (label == _now.Lasts[prefix] ? _now.Blank[prefix] : _now.Blank[prefix] + _now.Label[prefix]) * _emission[label];

    private void Offer(in Candidate candidate)
    {
        int place = _candidateCount;
        while (place > 0 && candidate.Total > _candidates[place - 1].Total)
        {
            place--;
        }

        if (place < _width && !candidate.Total.IsZero)
        {
            int moved = Math.Min(_candidateCount, _width - 1) - place;
            _candidates.AsSpan(place, moved).CopyTo(_candidates.AsSpan(place + 1));
            _candidates[place] = candidate;
            _candidateCount = Math.Min(_candidateCount + 1, _width);
        }
    }

    private void Take(in Candidate candidate, int place)
    {
        int source = candidate.Prefix, length = _now.Lengths[source];
        _now.Labels(source).CopyTo(_next.Room(place));
        (_next.Lasts[place], _next.Keys[place], _next.ParentKeys[place]) = (_now.Lasts[source], _now.Keys[source], _now.ParentKeys[source]);
        if (candidate.Label >= 0)
        {
            _next.Room(place)[length++] = candidate.Label;
            (_next.Lasts[place], _next.Keys[place], _next.ParentKeys[place]) = (candidate.Label, CtcPrefixes.KeyOf(_now.Keys[source], candidate.Label), _now.Keys[source]);
        }

        _next.Lengths[place] = length;
        (_next.Blank[place], _next.Label[place], _next.Prior[place]) = (candidate.Blank, candidate.Said, candidate.Prior);
        (_sources[place], _labels[place]) = (source, candidate.Label);
    }

    private readonly record struct Candidate(int Prefix, int Label, WideNumber Blank, WideNumber Said, WideNumber Prior)
    {
        public WideNumber Total { get; } = (Blank + Said) * Prior;
    }
}
