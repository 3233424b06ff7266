using System.Text.RegularExpressions;
using Xunit;

namespace EdgeSeq.Tests.Docs;

/// <summary>
/// What README.md and docs/*.md show as <c>```csharp</c> compiles without a warning. All blocks of a document are one
/// program; what is not meant to be compiled is fenced as <c>```text</c> or indented.
/// </summary>
[Trait("Isa", "none")]
[Trait("Cases", "part")]
public partial class DocumentTests
{
    private static readonly string Repository = RepositoryFolder.Path;

    private static readonly Dictionary<string, DocumentProgram> Programs = [];

    public static TheoryData<string> Documents =>
        [.. new[] { "README.md" }.Concat(Directory.GetFiles(Path.Combine(Repository, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Samples_compile_without_a_warning(string document)
    {
        if (Blocks(document).Any(IsSample))
        {
            Assert.Empty(Program(document).Complaints);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/pipeline.md")]
    public void Listings_are_what_is_generated(string document)
    {
        string path = Path.Combine(Repository, document), text = File.ReadAllText(path);
        CodeBlock block = Blocks(document).Single(block => !IsSample(block));
        string expected = GeneratedExcerpt.Expected(block, Program(document).GeneratedFiles);
        if (Environment.GetEnvironmentVariable("EDGESEQ_UPDATE_SNAPSHOTS") == "1")
        {
            string fence = $"```csharp {block.Words}\n";
            File.WriteAllText(path, text.Replace($"{fence}{block.Text}\n```", $"{fence}{expected}\n```", StringComparison.Ordinal));
            return;
        }

        Assert.True(
            expected == block.Text,
            $"{document} shows generated code of another day. Run the tests once with EDGESEQ_UPDATE_SNAPSHOTS=1, or paste this:\n{expected}");
    }

    /// <summary>A first page is read to its end. Counted as <c>wc -w</c> does: whatever stands between blanks.</summary>
    [Fact]
    public void The_readme_is_one_page() => Assert.InRange(
        File.ReadAllText(Path.Combine(Repository, "README.md")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 300, 900);

    /// <summary>Links to files and to headings; what leaves the repository is not followed.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("bench/README.md")]
    public void Links_lead_somewhere(string document)
    {
        string path = Path.Combine(Repository, document);
        Assert.All(Link().Matches(File.ReadAllText(path)), link =>
        {
            string[] parts = link.Groups[1].Value.Split('#');
            string target = parts[0].Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, parts[0]);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{document} links to {link.Groups[1].Value}, and there is no such file.");
            Assert.True(parts.Length == 1 || Headings(target).Contains(parts[1]), $"{document} links to {link.Groups[1].Value}, and there is no such heading.");
        });
    }

    /// <summary>As the anchors of rendered pages: letters, digits and hyphens.</summary>
    private static IEnumerable<string> Headings(string path) => File.ReadLines(path)
        .Where(line => line.StartsWith('#'))
        .Select(line => string.Concat(line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-').Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')));

    [GeneratedRegex(@"\]\((?!https?:)([^)\s]+)\)")]
    private static partial Regex Link();

    internal static bool IsSample(CodeBlock block) => !block.Words.StartsWith(GeneratedExcerpt.Word, StringComparison.Ordinal);

    internal static IReadOnlyList<CodeBlock> Blocks(string document) => CodeBlock.Read(File.ReadAllText(Path.Combine(Repository, document)));

    /// <summary>Several tests ask for the same one; tests of a class run one after another.</summary>
    private static DocumentProgram Program(string document) => Programs.TryGetValue(document, out DocumentProgram? program)
        ? program
        : Programs[document] = new(document, Blocks(document).Where(IsSample), withGenerated: Cases.All);
}
