namespace EdgeSeq.Evaluations.Data;

/// <summary>
/// Precision, recall and F1 of whole entities, as the CoNLL evaluation of 2003 counts them: an entity is right if its first word, its last
/// word and its type are. I-x after anything but x begins an entity.
/// </summary>
internal sealed class EntityScore(string[] tags)
{
    private int _right, _said, _true;

    public double Precision => _said == 0 ? 0 : (double)_right / _said;

    public double Recall => _true == 0 ? 0 : (double)_right / _true;

    public double F1 => _said + _true == 0 ? 0 : 2.0 * _right / (_said + _true);

    /// <summary>Counts one sentence.</summary>
    public void Add(ReadOnlySpan<int> truth, ReadOnlySpan<int> said)
    {
        HashSet<(int, int, string)> expected = Entities(truth), found = Entities(said);
        (_true, _said) = (_true + expected.Count, _said + found.Count);
        _right += found.Count(expected.Contains);
    }

    private HashSet<(int First, int End, string Type)> Entities(ReadOnlySpan<int> classes)
    {
        var entities = new HashSet<(int, int, string)>();
        (int first, string? type) = (0, null);
        for (int i = 0; i <= classes.Length; i++)
        {
            string tag = i < classes.Length ? tags[classes[i]] : "O";
            string? here = tag == "O" ? null : tag[2..];
            if (type is not null && (here != type || tag[0] == 'B'))
            {
                entities.Add((first, i, type));
                type = null;
            }

            if (here is not null && type is null)
            {
                (first, type) = (i, here);
            }
        }

        return entities;
    }
}
