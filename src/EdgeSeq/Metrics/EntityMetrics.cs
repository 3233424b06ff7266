namespace EdgeSeq.Metrics;

/// <summary>
/// How well entities are found by a model that labels every step with <c>O</c>, <c>B-TYPE</c> or <c>I-TYPE</c>: an entity counts as found only if its
/// begin, its end and its type are right. An entity begins with B, or with an I that does not go on with one of its type (the rule of conlleval, Tjong Kim
/// Sang and Buchholz, CoNLL-2000). Summed as outputs come; after construction adding allocates nothing.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class EntityMetrics
{
    private const int Outside = -1;

    private readonly int[] _types;
    private readonly bool[] _begins;
    private readonly string[] _names;
    private readonly long[] _right, _found, _true;

    /// <summary>Nothing measured yet.</summary>
    /// <param name="labels">Of each class, as <see cref="Model{TShape}.Labels"/>: <c>O</c>, <c>B-TYPE</c>, <c>I-TYPE</c>.</param>
    /// <exception cref="ArgumentException">A label is none of these, or none names a type.</exception>
    public EntityMetrics(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        (_types, _begins) = (new int[labels.Count], new bool[labels.Count]);
        var names = new List<string>();
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] == "O")
            {
                _types[i] = Outside;
                continue;
            }

            if (labels[i] is not ['B' or 'I', '-', _, ..])
            {
                throw new ArgumentException($"Label {i} is '{labels[i]}'; labels of entities are O, B-TYPE and I-TYPE.", nameof(labels));
            }

            string name = labels[i][2..];
            _begins[i] = labels[i][0] == 'B';
            _types[i] = names.IndexOf(name) is >= 0 and int known ? known : names.Count;
            if (_types[i] == names.Count)
            {
                names.Add(name);
            }
        }

        if (names.Count == 0)
        {
            throw new ArgumentException("No label names a type of entity: B-TYPE or I-TYPE.", nameof(labels));
        }

        _names = [.. names];
        (_right, _found, _true) = (new long[names.Count], new long[names.Count], new long[names.Count]);
    }

    /// <summary>Types of entities, in the order in which labels first name them.</summary>
    public IReadOnlyList<string> Types => _names;

    /// <summary>Of the entities that were found, of all types, the share that is right; NaN if none was found.</summary>
    public double Precision => (double)_right.Sum() / _found.Sum();

    /// <summary>Of the true entities of all types the share that was found; NaN if there is none.</summary>
    public double Recall => (double)_right.Sum() / _true.Sum();

    /// <summary>The harmonic mean of both, over all types (micro average); NaN if there is no entity.</summary>
    public double F1 => 2.0 * _right.Sum() / (_true.Sum() + _found.Sum());

    /// <summary>True entities of a type.</summary>
    public long CountOf(int type) => _true[type];

    /// <summary>As <see cref="Precision"/>, of one type.</summary>
    public double PrecisionOf(int type) => (double)_right[type] / _found[type];

    /// <summary>As <see cref="Recall"/>, of one type.</summary>
    public double RecallOf(int type) => (double)_right[type] / _true[type];

    /// <summary>As <see cref="F1"/>, of one type.</summary>
    public double F1Of(int type) => 2.0 * _right[type] / (_true[type] + _found[type]);

    /// <summary>Adds the outputs of a batch, whose rows are sequences of their own: entities end where a row does.</summary>
    /// <param name="probabilities">[B x T x O] probabilities or logits.</param>
    /// <param name="classes">[B x T] true classes, or -1 where none counts, where no entity is.</param>
    /// <param name="window">T.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or there is no such class; nothing was added.</exception>
    public void Add(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> classes, int window)
    {
        Require.That(window >= 1, window, "a window has at least 1 step");
        Require.WholeRows(classes.Length, window, nameof(classes));
        Require.Length(probabilities.Length, classes.Length * _types.Length, nameof(probabilities), "probabilities (outputs x classes)");
        Training.BatchCheck.CountTokens(classes, 0, classes.Length, _types.Length, nameof(classes), "classes");
        for (int row = 0; row < classes.Length; row += window)
        {
            AddRow(probabilities.Slice(row * _types.Length, window * _types.Length), classes.Slice(row, window));
        }
    }

    /// <summary>Forgets what was added.</summary>
    public void Reset()
    {
        _right.AsSpan().Clear();
        _found.AsSpan().Clear();
        _true.AsSpan().Clear();
    }

    /// <summary>All of it as a table.</summary>
    public override string ToString()
    {
        var table = new TextTable("entity", "true", "found", "precision", "recall", "F1");
        for (int type = 0; type < _names.Length; type++)
        {
            table.Add(_names[type], TextTable.Count(_true[type]), TextTable.Count(_found[type]), TextTable.Percent(PrecisionOf(type)),
                TextTable.Percent(RecallOf(type)), TextTable.Percent(F1Of(type)));
        }

        table.Add("all", TextTable.Count(_true.Sum()), TextTable.Count(_found.Sum()), TextTable.Percent(Precision), TextTable.Percent(Recall), TextTable.Percent(F1));
        return table.ToString();
    }

    private void AddRow(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> classes)
    {
        (int Type, int Begin) isTrue = (Outside, 0), isFound = (Outside, 0);
        for (int t = 0; t <= classes.Length; t++)
        {
            // Behind the row, and where nothing counts, no entity is.
            bool counts = t < classes.Length && classes[t] >= 0;
            int trueLabel = counts ? classes[t] : Outside, foundLabel = counts ? Likeliest(probabilities.Slice(t * _types.Length, _types.Length)) : Outside;
            bool trueEnds = Ends(isTrue.Type, trueLabel), foundEnds = Ends(isFound.Type, foundLabel);
            if (trueEnds && foundEnds && isTrue == isFound)
            {
                _right[isTrue.Type]++;
            }

            Next(trueEnds, trueLabel, t, _true, ref isTrue);
            Next(foundEnds, foundLabel, t, _found, ref isFound);
        }
    }

    private static int Likeliest(ReadOnlySpan<float> probabilities)
    {
        int found = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            found = probabilities[i] > probabilities[found] ? i : found;
        }

        return found;
    }

    /// <summary>Whether an entity that is open ends before a step of this label.</summary>
    private bool Ends(int open, int label) => open != Outside && (label == Outside || _types[label] != open || _begins[label]);

    /// <summary>Counts an entity that has ended, and begins the next.</summary>
    private void Next(bool ends, int label, int step, long[] counts, ref (int Type, int Begin) entity)
    {
        if (ends)
        {
            counts[entity.Type]++;
            entity = (Outside, 0);
        }

        if (entity.Type == Outside && label != Outside && _types[label] != Outside)
        {
            entity = (_types[label], step);
        }
    }
}
