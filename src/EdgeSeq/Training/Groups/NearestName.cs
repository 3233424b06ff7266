using EdgeSeq.Metrics;

namespace EdgeSeq.Training.Groups;

/// <summary>The name that somebody may have meant.</summary>
internal static class NearestName
{
    /// <summary>The one that takes the fewest edits; of several the first.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What there is, at least one.</param>
    public static string Of(string name, IReadOnlyList<string> known)
    {
        string nearest = known[0];
        int fewest = int.MaxValue;
        foreach (string other in known)
        {
            int edits = new EditMetrics(other.Length).Add(name.AsSpan(), other.AsSpan());
            if (edits < fewest)
            {
                (nearest, fewest) = (other, edits);
            }
        }

        return nearest;
    }
}
