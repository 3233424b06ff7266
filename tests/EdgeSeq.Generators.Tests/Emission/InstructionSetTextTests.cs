using System.Text.RegularExpressions;
using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>What a project leaves out by EdgeSeqKernels is not there, and everything else is as it was.</summary>
[Trait("Isa", "none")]
public class InstructionSetTextTests
{
    private static readonly Lazy<Dictionary<string, string>> Whole = new(() => Run("").Files);

    [Theory]
    [InlineData("Avx512;Avx2", "Avx512, Avx2, Portable")]
    [InlineData("Avx2", "Avx2, Portable")]
    [InlineData("Neon;Portable", "Neon, Portable")]
    [InlineData("Portable", "Portable")]
    public void What_is_left_out_is_not_there_and_the_rest_is_as_it_was(string written, string sets)
    {
        string[] names = sets.Split(", ");
        string[] absent = [.. DialectCatalogue.Int8.Where(dialect => !names.Contains((dialect.Base ?? dialect).Name)).Select(dialect => dialect.Name)];
        Assert.NotEmpty(absent);
        GeneratorRun run = Run(written);
        Assert.Empty(run.Diagnostics);

        string[] expected = [.. Whole.Value.Keys.Where(file => !absent.Any(set => file.Contains($".{set}.", StringComparison.Ordinal)))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.Files.Keys.Order(StringComparer.Ordinal));
        foreach (string file in expected)
        {
            bool isModel = !names.Any(set => file.Contains($".{set}", StringComparison.Ordinal));
            Assert.Equal(isModel ? Without(absent, names, Whole.Value[file]) : Whole.Value[file], run.Files[file]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ; ;")]
    public void Empty_means_all(string written) => Assert.Equal(Whole.Value, Run(written).Files);

    [Theory]
    [InlineData("avx2;AVX512")]
    [InlineData(" Avx512 ; Avx2;; Avx2;Portable ")]
    public void Order_and_letters_do_not_matter(string written) => Assert.Equal(Run("Avx512;Avx2").Files, Run(written).Files);

    /// <summary>A text of all sets without the branches of some, and with what its shape says of it.</summary>
    private static string Without(string[] absent, string[] names, string text)
    {
        text = Regex.Replace(text, $@"(?<= )(else )?if \((?:{string.Join('|', absent)})\.IsSupported\)\n( +)\{{\n.*\n\2\}}\n +", "");
        text = Regex.Replace(text, @"(?<=\{\n +)else (?=if )", "");
        text = Regex.Replace(text, @"(?<=\{\n +)else\n( +)\{\n +(.*)\n\1\}", "$2");
        int end = text.IndexOf("    };\n", text.IndexOf("ModelShape Shape {", StringComparison.Ordinal), StringComparison.Ordinal);
        return text.Insert(end, $"        InstructionSets = [{string.Join(", ", names.Select(name => $"global::EdgeSeq.InstructionSet.{name}"))}],\n");
    }

    private static GeneratorRun Run(string instructionSets) => GeneratorRun.Of(
        Compiler.Create("using EdgeSeq;" + string.Concat(DeclaredShapes.All.Select((shape, i) => $"[SequenceModel({shape})] public partial struct Model{i};"))), instructionSets);
}
