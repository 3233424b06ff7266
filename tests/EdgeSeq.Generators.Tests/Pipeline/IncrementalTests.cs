using System.Reflection;
using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace EdgeSeq.Generators.Tests.Pipeline;

[Trait("Isa", "none")]
public class IncrementalTests
{
    private const string First = """
        using EdgeSeq;
        namespace App;

        [SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 20)]
        public readonly partial struct First;
        """;

    private const string Other = """
        namespace App;

        public static class Program
        {
            public static int Answer => 42;
        }
        """;

    private const string Second = """
        using EdgeSeq;
        namespace App;

        [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 20)]
        public readonly partial struct Second;
        """;

    [Fact]
    public void The_first_run_emits_everything()
    {
        GeneratorRun run = GeneratorRun.Of(First, Other);
        Assert.Equal([New], run.Reasons(TrackingNames.Spec));
        Assert.Equal([New], run.OutputReasons);
    }

    [Theory]
    [InlineData("42", "43")]
    [InlineData("public static class Program", "/// <summary>The program.</summary>\npublic static class Program")]
    [InlineData("}", "public static int Other => 1; }")]
    public void An_edit_of_another_file_emits_nothing(string old, string replacement) =>
        AssertNothingEmitted(GeneratorRun.Of(First, Other).ThenReplace(old, replacement));

    [Theory]
    [InlineData("namespace App;\n", "namespace App;\n\n\n// The declaration has moved.\n")]
    [InlineData("struct First;", "struct First\n{\n    public static string Name => \"first\";\n}")]
    [InlineData("public readonly partial", "internal partial")]
    [InlineData("Vocabulary = 5, Hidden = 20", "Hidden = 4 * 5, Vocabulary = 0x5")]
    public void An_edit_of_the_declaration_that_leaves_the_shape_emits_nothing(string old, string replacement) =>
        AssertNothingEmitted(GeneratorRun.Of(First, Other).ThenReplace(old, replacement));

    [Fact]
    public void Another_model_leaves_the_first_as_it_was()
    {
        GeneratorRun first = GeneratorRun.Of(First, Other);
        GeneratorRun both = first.Then(first.Input.AddSyntaxTrees(Compiler.Create(Second).SyntaxTrees));
        Assert.Equal([Cached, New], Sorted(both.Reasons(TrackingNames.Spec)));
        Assert.Equal([Cached, New], Sorted(both.OutputReasons));
        Assert.Equal(2 * first.Files.Count, both.Files.Count);
    }

    [Fact]
    public void A_model_that_goes_leaves_the_other_as_it_was()
    {
        GeneratorRun both = GeneratorRun.Of(First, Second);
        GeneratorRun first = both.Then(both.Input.RemoveSyntaxTrees(both.Input.SyntaxTrees[1]));
        Assert.Equal([Cached, Removed], Sorted(first.OutputReasons));
    }

    [Theory]
    [InlineData("Hidden = 20", "Hidden = 21")]
    [InlineData("Vocabulary = 5", "Vocabulary = 6")]
    [InlineData("GruResetAfter", "ElmanTanh")]
    [InlineData("struct First", "struct Renamed")]
    [InlineData("namespace App", "namespace Moved")]
    public void A_change_of_the_shape_emits_it_again(string old, string replacement)
    {
        GeneratorRun changed = GeneratorRun.Of(First, Other).ThenReplace(First, First.Replace(old, replacement, StringComparison.Ordinal));
        Assert.Equal([Modified], changed.Reasons(TrackingNames.Spec));
        Assert.Equal([Modified], changed.OutputReasons);
    }

    [Fact]
    public void A_diagnostic_that_does_not_move_is_not_reported_anew()
    {
        GeneratorRun run = GeneratorRun.Of(First.Replace("Hidden = 20", "Hidden = 0", StringComparison.Ordinal), Other).ThenReplace("42", "43");
        Assert.Equal([Cached], run.Reasons(TrackingNames.Diagnostics));
        Assert.Single(run.Diagnostics);
    }

    /// <summary>The place of the declaration is part of what editors are told, and of nothing else.</summary>
    [Fact]
    public void What_a_shape_costs_is_computed_again_only_when_the_declaration_moves()
    {
        GeneratorRun first = GeneratorRun.Of(First, Other);
        Assert.Equal([Cached], first.ThenReplace("42", "43").Reasons(TrackingNames.Cost));
        GeneratorRun moved = first.ThenReplace("namespace App;\n", "namespace App;\n\n");
        Assert.Equal([Modified], moved.Reasons(TrackingNames.Cost));
        Assert.Equal(5, Assert.Single(moved.Costs).Location.GetLineSpan().StartLinePosition.Line);
        AssertNothingEmitted(moved);
    }

    /// <summary>A type in another file can be in the way of the kernels: the declaration is looked at again, and only looked at.</summary>
    [Fact]
    public void A_name_that_comes_into_the_way_elsewhere_is_noticed()
    {
        GeneratorRun first = GeneratorRun.Of(First, Other);
        GeneratorRun hidden = first.ThenReplace("class Program", "class Fma");
        Assert.Equal("ESQ012", Assert.Single(hidden.Diagnostics).Id);
        Assert.Empty(hidden.Files);
        Assert.Equal(first.Files, hidden.ThenReplace("class Fma", "class Program").Files);
    }

    [Fact]
    public void Another_property_of_the_project_emits_nothing()
    {
        GeneratorRun changed = GeneratorRun.Of(Compiler.Create(First), instructionSets: "Avx512;Avx2").Then(new ProjectOptions("Avx2; avx512", other: "Renamed"));
        Assert.Equal([Unchanged], changed.Reasons(TrackingNames.InstructionSets));
        AssertNothingEmitted(changed);
    }

    [Fact]
    public void Another_instruction_set_emits_every_shape_again()
    {
        GeneratorRun changed = GeneratorRun.Of(First, Second).Then(new ProjectOptions("Neon"));
        Assert.Equal([Modified], changed.Reasons(TrackingNames.InstructionSets));
        Assert.Equal([Modified, Modified], changed.OutputReasons);
    }

    [Fact]
    public void Nothing_in_the_pipeline_holds_an_object_of_the_compiler()
    {
        GeneratorRun run = GeneratorRun.Of(First, Second, """
            using EdgeSeq;
            [SequenceModel((Cell)99, Vocabulary = 5, Hidden = 0)]
            public struct Wrong;
            """);
        string[] steps = [TrackingNames.Parse, TrackingNames.InstructionSets, TrackingNames.Spec, TrackingNames.Diagnostics, TrackingNames.Cost];
        foreach (string step in steps)
        {
            object[] values = [.. run.Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(output => output.Value)];
            Assert.NotEmpty(values);
            Assert.All(values, value => Walk(value, step, []));
        }
    }

    private static void AssertNothingEmitted(GeneratorRun run)
    {
        Assert.All(run.Reasons(TrackingNames.Spec), reason => Assert.True(reason is Cached or Unchanged, $"{reason}"));
        Assert.All(run.OutputReasons, reason => Assert.Equal(Cached, reason));
        Assert.NotEmpty(run.OutputReasons);
        Assert.NotEmpty(run.Files);
    }

    private static IEnumerable<IncrementalStepRunReason> Sorted(IEnumerable<IncrementalStepRunReason> reasons) => reasons.OrderBy(reason => reason.ToString());

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        Assert.False(value is Compilation or ISymbol or SyntaxNode or SyntaxTree or Location or SyntaxReference or AttributeData, $"{path} holds a {value?.GetType().Name}.");
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        if (value is Array items)
        {
            foreach (object? item in items)
            {
                Walk(item, $"{path}[]", seen);
            }
        }

        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => !field.FieldType.IsPointer && !field.FieldType.IsPrimitive))
            {
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
            }
        }
    }
}
