using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Tests.Docs;

/// <summary>
/// Methods of a generated file as a document shows them: <c>```csharp generated FILE METHOD...</c>; of <c>METHOD:COUNT</c> only the
/// first statements.
/// </summary>
internal static class GeneratedExcerpt
{
    public const string Word = "generated ";

    /// <summary>What should stand in the block.</summary>
    public static string Expected(CodeBlock block, IReadOnlyDictionary<string, string> files)
    {
        string[] words = block.Words.Split(' ');
        var methods = CSharpSyntaxTree.ParseText(files[words[1]]).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().ToList();
        return string.Join("\n\n", words[2..].Select(Excerpt));

        string Excerpt(string word)
        {
            string[] parts = word.Split(':');
            MethodDeclarationSyntax method = methods.First(method => method.Identifier.Text == parts[0]);
            return Dedented(parts.Length == 1 ? method.ToFullString() : string.Concat(method.Body!.Statements.Take(int.Parse(parts[1], CultureInfo.InvariantCulture)).Select(statement => statement.ToFullString())));
        }
    }

    private static string Dedented(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Trim('\n').Split('\n');
        int indent = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..].TrimEnd() : "")).TrimEnd();
    }
}
