using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Library;

namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>The generated text of small shapes: a change of emission shows in review as what users will read.</summary>
[Trait("Isa", "none")]
public class SnapshotTests
{
    public static TheoryData<string> Forms => [.. ReviewedForms.All.Keys];

    [Theory]
    [MemberData(nameof(TestCells.Catalogue), MemberType = typeof(TestCells))]
    public void The_generated_text_is_as_last_reviewed(string cell) => Match(cell, Reviewed(cell));

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_generated_text_of_a_form_is_as_last_reviewed(string form) => Match(form, ReviewedForm(form));

    /// <summary>
    /// The digest of every text there is: all dialects of all forms and cells, narrow and wide, and the library's own kernels. Where
    /// only this differs, a text that nobody reviews line by line has changed.
    /// </summary>
    [Fact]
    public void Every_text_has_the_digest_that_it_had() => Snapshot.Match(Path.Combine(Snapshot.Directory, DigestFile), string.Concat(Digests()));

    [Fact]
    public void There_is_no_snapshot_of_a_cell_or_dialect_that_is_gone()
    {
        var expected = CellCatalogue.All.SelectMany(cell => Reviewed(cell.Name).Select(file => Path.Combine(cell.Name, $"{file.Key}.verified.cs")))
            .Concat(ReviewedForms.All.Keys.SelectMany(form => ReviewedForm(form).Select(file => Path.Combine(form, $"{file.Key}.verified.cs"))))
            .Append(DigestFile);
        var found = Directory.EnumerateFiles(Snapshot.Directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Snapshot.Directory, path));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    private const string DigestFile = "Digests.verified.txt";

    private static void Match(string folder, IEnumerable<KeyValuePair<string, string>> texts)
    {
        foreach ((string part, string text) in texts)
        {
            Snapshot.Match(Path.Combine(Snapshot.Directory, folder, $"{part}.verified.cs"), Snapshot.WithoutVersion(text));
        }
    }

    /// <summary>Every dialect of one cell, one dialect of every cell: they differ in words and tile sizes alone.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Reviewed(string cell) =>
        Compiler.Texts(TestPlans.Create(cell, vocabulary: 5, hidden: 20, name: cell))
            .Where(file => cell == "GruResetAfter" || DialectCatalogue.All.Skip(1).All(dialect => !file.Key.Contains(dialect.Name, StringComparison.Ordinal)));

    /// <summary>Of the forms one dialect whose sums go through memory, and one whose sums stay in registers and that multiplies by scalars.</summary>
    private static IEnumerable<KeyValuePair<string, string>> ReviewedForm(string form) => ReviewedForms.Texts(form, ReviewedForms.All[form])
        .Where(file => !file.Key.StartsWith("Avx512", StringComparison.Ordinal) && !file.Key.StartsWith("Portable", StringComparison.Ordinal));

    private static IEnumerable<string> Digests()
    {
        IEnumerable<(string Name, string Text)> forms = ReviewedForms.All.SelectMany(form => ReviewedForms.Texts(form.Key, form.Value).Select(file => ($"{form.Key}/{file.Key}", file.Value)));
        IEnumerable<(string Name, string Text)> cells = TestCells.Names.SelectMany(cell => new[] { 20, 160 }
            .SelectMany(hidden => Compiler.Texts(TestPlans.Create(cell, vocabulary: 21, hidden)).Select(file => ($"{cell}{hidden}/{file.Key}", file.Value))));
        IEnumerable<(string Name, string Text)> library = LibraryFiles.All().Select(file => (file.Name[..^".g.cs".Length], file.Text.ToString()));
        foreach ((string name, string text) in forms.Concat(cells).Concat(library))
        {
            string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Snapshot.WithoutVersion(text))))[..16];
            yield return string.Create(CultureInfo.InvariantCulture, $"{name} {digest} {text.Count(c => c == '\n')}\n");
        }
    }
}
