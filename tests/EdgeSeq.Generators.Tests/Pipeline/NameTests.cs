using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>The lists of names in <see cref="GeneratedNames"/> are those of the generated text.</summary>
[Trait("Isa", "none")]
public class NameTests
{
    private static readonly GeneratorRun Run = GeneratorRun.Of(
        "using EdgeSeq; namespace App;" + string.Concat(DeclaredShapes.All.Select((shape, i) => $"[SequenceModel({shape})] partial struct Model{i};")));

    [Fact]
    public void Every_generated_member_is_listed()
    {
        IEnumerable<string> members = DeclaredShapes.All.SelectMany((_, i) => Run.Output.GetTypeByMetadataName($"App.Model{i}")!.GetMembers())
            .Where(member => !member.IsImplicitlyDeclared && member.CanBeReferencedByName).Select(member => member.Name);
        AssertSame(members, GeneratedNames.Members);
    }

    /// <summary>A model of such a name would mean the inner member where the kernels mean the model.</summary>
    [Fact]
    public void Every_member_of_the_kernels_is_listed()
    {
        IEnumerable<string> members = DeclaredShapes.All.SelectMany((_, i) => DialectCatalogue.Int8.Select(dialect => Run.Output.GetTypeByMetadataName($"App.Model{i}+{dialect.Name}")).OfType<INamedTypeSymbol>().SelectMany(kernels => kernels.GetMembers()))
            .Where(member => !member.IsImplicitlyDeclared && member.CanBeReferencedByName).Select(member => member.Name.TrimEnd([.. "0123456789"]));
        AssertSame(members.Except(GeneratedNames.Members), GeneratedNames.KernelMembers);
    }

    [Fact]
    public void Every_type_that_is_called_by_its_simple_name_is_listed()
    {
        // Files with the same usings see the same types.
        string[] types = [.. Run.Output.SyntaxTrees.Where(tree => !tree.FilePath.StartsWith("User", StringComparison.Ordinal))
            .GroupBy(tree => string.Concat(UsingsOf(tree))).SelectMany(TypesIn)];
        AssertSame(types, GeneratedNames.Types.Select(type => $"{type.Namespace}.{type.Name}"));
    }

    private static IEnumerable<UsingDirectiveSyntax> UsingsOf(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>();

    /// <summary>Names that can mean a type of a namespace: no other is looked at, since to ask what a name means binds the whole method around it.</summary>
    private static HashSet<string> NamesSeenBy(SyntaxTree tree)
    {
        SemanticModel model = Run.Output.GetSemanticModel(tree);
        INamespaceSymbol global = Run.Output.GlobalNamespace;
        IEnumerable<INamespaceSymbol> spaces = UsingsOf(tree).Select(directive => model.GetSymbolInfo(directive.NamespaceOrType).Symbol).OfType<INamespaceSymbol>();
        return
        [
            .. UsingsOf(tree).Select(directive => directive.Alias?.Name.Identifier.ValueText).OfType<string>(),
            .. spaces.Append(global).Concat(global.GetNamespaceMembers().Where(space => space.Name == "App")).SelectMany(NamesIn),
        ];
    }

    /// <summary>Attributes may be called without their last word.</summary>
    private static IEnumerable<string> NamesIn(INamespaceSymbol space) => space.GetTypeMembers().SelectMany<INamedTypeSymbol, string>(type =>
        type.Name.EndsWith("Attribute", StringComparison.Ordinal) ? [type.Name, type.Name[..^"Attribute".Length]] : [type.Name]);

    private static IEnumerable<string> TypesIn(IEnumerable<SyntaxTree> trees)
    {
        HashSet<string> seen = NamesSeenBy(trees.First());
        var found = new HashSet<(string, int)>();
        foreach (SyntaxTree tree in trees)
        {
            SemanticModel model = Run.Output.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>())
            {
                if (!seen.Contains(name.Identifier.ValueText) || found.Contains((name.Identifier.ValueText, name.Arity)) || !IsLookedUp(name))
                {
                    continue;
                }

                ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
                INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? constructor.ContainingType : null);
                if (type is { ContainingType: null, TypeKind: not TypeKind.Error } && type.ContainingAssembly.Name != "User" && !name.IsVar && !IsKeyword(name))
                {
                    found.Add((name.Identifier.ValueText, name.Arity));
                    yield return $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";
                }
            }
        }
    }

    // Their symbols are System.IntPtr and System.UIntPtr, which they do not name.
    private static bool IsKeyword(SimpleNameSyntax name) => name.Identifier.Text is "nint" or "nuint";

    /// <summary>False for what stands behind a dot or ::, and in a using.</summary>
    internal static bool IsLookedUp(SimpleNameSyntax name) =>
        !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        && !(name.Parent is QualifiedNameSyntax qualified && qualified.Right == name)
        && name.Parent is not AliasQualifiedNameSyntax
        && !name.Ancestors().Any(node => node is UsingDirectiveSyntax);

    private static void AssertSame(IEnumerable<string> found, IEnumerable<string> listed)
    {
        IEnumerable<string> missing = found.Except(listed).Order(StringComparer.Ordinal), unused = listed.Except(found).Order(StringComparer.Ordinal);
        Assert.True(!missing.Any() && !unused.Any(), $"Not listed: {string.Join(' ', missing)}. Listed and not generated: {string.Join(' ', unused)}.");
    }
}
