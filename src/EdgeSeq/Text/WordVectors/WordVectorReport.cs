namespace EdgeSeq.Text;

/// <summary>What reading vectors of words found.</summary>
/// <param name="Found">Tokens that received a vector.</param>
/// <param name="FoundByCase">Those of them that received the vector of a word in other capitals (<see cref="WordVectorOptions.IgnoreCase"/>).</param>
/// <param name="Missing">The other tokens of the vocabulary, ascending; their vectors are as they were. Special tokens are mostly among them.</param>
/// <param name="Lines">Vectors in the file.</param>
public sealed record WordVectorReport(int Found, int FoundByCase, IReadOnlyList<int> Missing, long Lines)
{
    /// <summary>In a line: <c>7,611 of 8,192 words found (93 %), 210 of them in other capitals; 400,000 in the file</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Found:N0} of {Found + Missing.Count:N0} words found ({100.0 * Found / Math.Max(1, Found + Missing.Count):F0} %), {FoundByCase:N0} of them in other capitals; {Lines:N0} in the file");
}
