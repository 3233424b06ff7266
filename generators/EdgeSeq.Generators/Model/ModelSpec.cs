namespace EdgeSeq.Generators.Model;

/// <summary>
/// A declared shape, as the pipeline carries it.
/// It must be cacheable as a Roslyn incremental value, so it is 1) immutable and 2) structurally equatable: strings,
/// numbers and <see cref="EquatableArray{T}"/> only. Never add a symbol, a syntax node or a location.
/// </summary>
/// <param name="Namespace">Namespace of the declared type; empty for the global one.</param>
/// <param name="ContainingTypes">Headers of the types around it, outermost first: <c>partial class Models</c>.</param>
/// <param name="Name">Name of the declared type, escaped where it is a C# keyword.</param>
/// <param name="HintName">Begins the names of the generated files; unique in the compilation.</param>
/// <param name="Cell">Member name of <c>EdgeSeq.Cell</c>.</param>
/// <param name="Vocabulary">V.</param>
/// <param name="Hidden">H.</param>
/// <param name="Keyword">How the type is declared: <c>struct</c> or <c>record struct</c>.</param>
internal sealed record ModelSpec(
    string Namespace, EquatableArray<string> ContainingTypes, string Name, string HintName, string Cell, int Vocabulary, int Hidden,
    string Keyword = "struct");
