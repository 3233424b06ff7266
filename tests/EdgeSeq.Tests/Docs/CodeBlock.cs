using Xunit;

namespace EdgeSeq.Tests.Docs;

/// <summary>A fenced block of a document: <c>```csharp</c>, perhaps with words after it.</summary>
internal sealed record CodeBlock(string Words, int FirstLine, string Text)
{
    private const string Fence = "```";
    private const string Opening = Fence + "csharp";

    public static IReadOnlyList<CodeBlock> Read(string document)
    {
        var blocks = new List<CodeBlock>();
        string[] lines = document.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = Array.IndexOf(lines, Fence, i + 1);
                Assert.True(end > i, $"The block that begins in line {i + 1} has no end.");
                if (lines[i] == Opening || lines[i].StartsWith(Opening + " ", StringComparison.Ordinal))
                {
                    blocks.Add(new(lines[i][Opening.Length..].Trim(), i + 2, string.Join('\n', lines[(i + 1)..end])));
                }

                i = end;
            }
        }

        return blocks;
    }
}
