using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Declaration;

/// <summary>The struct that a shape is declared on: where the generated parts go.</summary>
/// <param name="Namespace">Namespace of the declared type; empty for the global one.</param>
/// <param name="ContainingTypes">Headers of the types around it, outermost first: <c>partial class Models</c>.</param>
/// <param name="Name">Name of the declared type, escaped where it is a C# keyword.</param>
/// <param name="HintName">Begins the names of the generated files; unique in the compilation.</param>
/// <param name="Keyword">How the type is declared: <c>struct</c> or <c>record struct</c>.</param>
internal sealed record DeclaredType(
    string Namespace, EquatableArray<string> ContainingTypes, string Name, string HintName, string Keyword = "struct");
