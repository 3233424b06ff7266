namespace EdgeSeq.Generators.Equations;

/// <summary>The known name that somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>The name that differs in fewest letters, in two at most and in less than all; null without one.</summary>
    public static string? Of(string name, IEnumerable<string> known) => known
        .Select(other => (Name: other, Distance: Distance(name.ToLowerInvariant(), other.ToLowerInvariant())))
        .Where(other => other.Distance <= 2 && other.Distance < name.Length)
        .OrderBy(other => other.Distance).ThenBy(other => other.Name, StringComparer.Ordinal).FirstOrDefault().Name;

    /// <summary>Letters to insert, delete or replace (V. Levenshtein, 1966).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[b.Length];
    }
}
