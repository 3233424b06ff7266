using EdgeSeq.Text;

namespace EdgeSeq.Workflow.Tests.Fitting;

/// <summary>Texts that count from 0 to 4 and on, which a small model learns in moments.</summary>
internal static class CountingTexts
{
    /// <summary>Batches of a text of so many tokens.</summary>
    public static RowWindows Of(int tokens, int batch = 2, int window = 8) =>
        new(TokenSequence.Of(Enumerable.Range(0, tokens).Select(i => i % 5).ToArray()), batch, window);
}
