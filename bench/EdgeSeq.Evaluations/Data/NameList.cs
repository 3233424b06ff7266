namespace EdgeSeq.Evaluations.Data;

/// <summary>First names, one a line, of the letters a to z. Token 0 ends a name; letters are 1 to 26.</summary>
internal static class NameList
{
    /// <summary>The lines, in lower case.</summary>
    public static string[] Read(string path) =>
        [.. File.ReadLines(path).Select(line => line.Trim()).Where(name => name.Length > 0 && name.All(char.IsAsciiLetterLower))];

    /// <summary>In: nothing, then the letters. Out: the letters, then the end.</summary>
    public static Example Encode(string name)
    {
        int[] letters = [.. name.Select(letter => letter - 'a' + 1)];
        return Example.OfTokens([-1, .. letters], [.. letters, 0]);
    }

    /// <summary>The name up to its end.</summary>
    public static string Decode(ReadOnlySpan<int> tokens) =>
        string.Concat(tokens[..(tokens.Contains(0) ? tokens.IndexOf(0) : tokens.Length)].ToArray().Select(token => (char)('a' + token - 1)));
}
