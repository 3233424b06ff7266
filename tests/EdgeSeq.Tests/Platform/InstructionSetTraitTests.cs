using System.Text.RegularExpressions;
using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Platform;

/// <summary>
/// <c>[Trait("Isa", "none")]</c> says that no instruction set can change a test, so CI runs it once and not once a variant.
/// A trait that is misspelled would be obeyed by nobody, and one on a test of kernels would hide what it is there to find.
/// </summary>
[Trait("Isa", "none")]
public sealed partial class InstructionSetTraitTests
{
    /// <summary>Types that run kernels: all that take a shape, but for the model, which only holds weights, and the functions.</summary>
    private static readonly string[] Runners =
    [
        .. typeof(Model<>).Assembly.GetExportedTypes()
            .Where(type => type != typeof(Model<>) && type.IsGenericTypeDefinition && type.GetGenericArguments()[0].GetGenericParameterConstraints().Any(IsOfShapes))
            .Select(type => type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + "<"),
        $"{nameof(VectorMath)}.",
    ];

    private static IEnumerable<(string File, string Text)> Tests =>
        Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Path, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileNameWithoutExtension(file) != nameof(InstructionSetTraitTests))   // names what it looks for
            .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)));

    [Fact]
    public void It_is_spelled_as_CI_reads_it()
    {
        Assert.Contains(Tests, test => IsaTrait().IsMatch(test.Text));
        Assert.All(Tests, test => Assert.All(AnyTrait().Matches(test.Text), trait => Assert.Contains(trait.Value.Trim(), new[] { "[Trait(\"Isa\", \"none\")]", "[Trait(\"Cases\", \"part\")]" })));
        string run = File.ReadAllText(Path.Combine(RepositoryFolder.Path, ".ci", "run"));
        Assert.Contains("""^\[Trait("Isa", "none")\]""", run, StringComparison.Ordinal);
        Assert.Contains("""^\[Trait("Cases", "part")\]""", run, StringComparison.Ordinal);
    }

    /// <summary>Or no run of CI would try all of its cases.</summary>
    [Fact]
    public void A_class_that_has_it_and_tries_a_part_of_its_cases_says_so() => Assert.All(
        Tests.Where(test => IsaTrait().IsMatch(test.Text) && UseOfCases().IsMatch(test.Text)), test => Assert.Matches(CasesTrait(), test.Text));

    [Fact]
    public void No_class_that_has_it_runs_kernels()
    {
        Assert.Contains("Trainer<", Runners);
        Assert.All(Tests.Where(test => IsaTrait().IsMatch(test.Text)), test => Assert.Empty(Runners
            .Where(runner => Regex.IsMatch(Literal().Replace(test.Text, ""), $@"(?<!\w){Regex.Escape(runner)}"))
            .Select(runner => $"{test.File} has the trait and uses {runner}")));
    }

    private static bool IsOfShapes(Type constraint) =>
        constraint == typeof(ISequenceModel) || constraint.GetInterfaces().Contains(typeof(ISequenceModel));

    /// <summary>That of a class stands at the margin; a single test's says nothing of the rest of its file.</summary>
    [GeneratedRegex("""^\[Trait\("Isa", "none"\)\]""", RegexOptions.Multiline)]
    private static partial Regex IsaTrait();

    [GeneratedRegex("""^\[Trait\("Cases", "part"\)\]""", RegexOptions.Multiline)]
    private static partial Regex CasesTrait();

    [GeneratedRegex(@"\bCases\.(All|Every|Part)\b")]
    private static partial Regex UseOfCases();

    /// <summary>Text that the generator or an analyzer reads in its tests runs nothing.</summary>
    [GeneratedRegex("""
        "[^"\n]+"
        """)]
    private static partial Regex Literal();

    [GeneratedRegex("""^ *\[Trait\(.*""", RegexOptions.Multiline)]
    private static partial Regex AnyTrait();
}
