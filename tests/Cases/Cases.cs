namespace EdgeSeq.Tests;

/// <summary>
/// Which of many like cases a test tries: a part that stands for them, the same in every run, so that <c>dotnet test</c> is soon done; all of them
/// where the variable EDGESEQ_ALL_CASES is 1, as in CI.
/// </summary>
internal static class Cases
{
    /// <summary>True if all are tried.</summary>
    public static bool All { get; } = Environment.GetEnvironmentVariable("EDGESEQ_ALL_CASES") == "1";

    /// <summary>Every so many of the cases, the first among them; or all.</summary>
    public static IEnumerable<T> Every<T>(int step, IEnumerable<T> cases) => All ? cases : cases.Where((_, i) => i % step == 0);

    /// <summary>The part of the cases that stands for them, or all.</summary>
    public static T Part<T>(T part, T all) => All ? all : part;
}
