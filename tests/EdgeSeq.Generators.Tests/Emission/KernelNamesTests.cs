using System.Runtime.CompilerServices;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Tests.Emission;

[Trait("Isa", "none")]
public class KernelNamesTests
{
    /// <summary>Two stages and two states, whose rows can be told from everything else by their names.</summary>
    private const string Equations = """
        qq = sigmoid(W_qq x + U_qq h + b_qq + cqq)
        rqq = tanh(W_rqq x + U_rqq (qq * h) + b_rqq)
        cqq' = qq * cqq + rqq
        h' = (1 - qq) * h + qq * cqq'
        """;

    [Theory]
    [InlineData("r", "r")]
    [InlineData("do", "@do")]
    [InlineData("h'", "hNext")]
    [InlineData("next", "next_")]
    [InlineData("next_", "next__")]
    [InlineData("next'", "nextNext")]
    [InlineData("nextNext", "nextNext_")]
    [InlineData("w1", "w1_")]
    [InlineData("Vector256", "Vector256_")]
    [InlineData("_", "__")]
    public void A_row_never_has_a_name_of_the_kernels_own(string row, string name) => Assert.Equal(name, KernelNames.Of(row));

    [Theory]
    [InlineData("a_r", "a_r3")]
    [InlineData("a_r1", "a_r1__3")]
    [InlineData("a_", "a___3")]
    [InlineData("w", "w___3")]
    [InlineData("do", "@do3")]
    public void The_number_of_a_register_stands_apart_from_a_number_in_the_name(string row, string name) => Assert.Equal(name, KernelNames.Sum(row, 3));

    /// <summary>Whatever stands in a method beside the rows of a cell.</summary>
    [Fact]
    public void Every_name_of_the_kernels_own_is_left_to_them()
    {
        var definition = new CellDefinition("A", "A", "A cell of the tests.", Equations);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (int hidden in new[] { 1, 7, 20, 150 })
        {
            var plan = new ModelPlan(new ModelSpec(new DeclaredType("App", default, "Lm", "App.Lm"), definition, new([hidden])) { Vocabulary = 5, Outputs = 5 });
            foreach (Dialect dialect in DialectCatalogue.All)
            {
                string text = LayerEmitter.Emit(plan, plan.Kinds[0], dialect).ToString();
                missing.UnionWith(CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Select(NamesIn)
                    .Where(names => names.Any(IsRow)).SelectMany(names => names).Where(name => !IsRow(name) && KernelNames.Of(name) != name + "_"));
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void The_library_has_room_for_the_sums_of_a_panel() => Assert.Equal(MatrixGroup.MaxPanelBlocks * MatrixGroup.BlockSize * sizeof(float), Unsafe.SizeOf<PanelSums>());

    private static bool IsRow(string name) => name.Contains("qq", StringComparison.Ordinal) || name is "h" or "dh" or "hNext" or "dhNext";

    private static HashSet<string> NamesIn(MethodDeclarationSyntax method) =>
    [
        .. method.DescendantNodes().OfType<SimpleNameSyntax>().Where(name => Pipeline.NameTests.IsLookedUp(name) && !name.IsVar && name.Identifier.Text is not "nuint").Select(name => name.Identifier.ValueText),
        .. method.DescendantNodes().OfType<VariableDeclaratorSyntax>().Select(variable => variable.Identifier.ValueText),
        .. method.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText),
    ];
}
