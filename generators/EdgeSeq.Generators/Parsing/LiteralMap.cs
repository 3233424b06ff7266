using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Parsing;

/// <summary>
/// Where each character of a constant text stands in the source: in ordinary, verbatim and raw literals, in sums of them, and in constants
/// that are declared elsewhere.
/// </summary>
internal sealed class LiteralMap
{
    private readonly List<(SyntaxTree Tree, int Position)> _places = [];

    private LiteralMap()
    {
    }

    /// <summary>The map of a text; null where it is made in a way that this does not follow.</summary>
    public static LiteralMap? Of(ExpressionSyntax expression, SemanticModel model, string text)
    {
        var map = new LiteralMap();
        return map.Add(expression, model.Compilation) && map._places.Count == text.Length ? map : null;
    }

    /// <summary>The source of some characters of the text; behind its end, its last.</summary>
    public Location? Find(int start, int length)
    {
        if (_places.Count == 0)
        {
            return null;
        }

        int first = Math.Min(start, _places.Count - 1), last = Math.Min(Math.Max(start, start + length - 1), _places.Count - 1);
        (SyntaxTree tree, int begin) = _places[first];
        int end = _places[last].Tree == tree && _places[last].Position >= begin ? _places[last].Position + 1 : begin + 1;
        return Location.Create(tree, TextSpan.FromBounds(begin, end));
    }

    private bool Add(ExpressionSyntax expression, Compilation compilation)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Add(inner.Expression, compilation);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                return Add(sum.Left, compilation) && Add(sum.Right, compilation);
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal:
                return Add(literal.Token);
            default:
                ISymbol? symbol = compilation.ContainsSyntaxTree(expression.SyntaxTree) ? compilation.GetSemanticModel(expression.SyntaxTree).GetSymbolInfo(expression).Symbol : null;
                return symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && Add(value, compilation);
        }
    }

    private bool Add(SyntaxToken token)
    {
        string source = token.Text, value = token.ValueText;
        switch (token.Kind())
        {
            case SyntaxKind.StringLiteralToken when source[0] == '@':
                AddEscaped(token, start: 2, length: value.Length, at => source[at] == '"' ? 2 : 1);
                return true;
            case SyntaxKind.StringLiteralToken:
                AddEscaped(token, start: 1, length: value.Length, at => EscapeLength(source, at));
                return true;
            case SyntaxKind.SingleLineRawStringLiteralToken:
                AddEscaped(token, start: source.TakeWhile(c => c == '"').Count(), length: value.Length, _ => 1);
                return true;
            case SyntaxKind.MultiLineRawStringLiteralToken:
                return AddRaw(token);
            default:
                return false;
        }
    }

    /// <param name="token">The literal.</param>
    /// <param name="start">First character behind the quotes.</param>
    /// <param name="length">Characters of the text.</param>
    /// <param name="lengthAt">Characters of the source that make the one that begins at a place.</param>
    private void AddEscaped(SyntaxToken token, int start, int length, Func<int, int> lengthAt)
    {
        int end = _places.Count + length;
        for (int at = start; _places.Count < end && at < token.Text.Length; at += lengthAt(at))
        {
            _places.Add((token.SyntaxTree!, token.SpanStart + at));

            // \U beyond the first 65,536 makes two characters.
            if (token.Text[at] == '\\' && at + 1 < token.Text.Length && token.Text[at + 1] == 'U' && _places.Count < end
                && char.IsHighSurrogate(token.ValueText[token.ValueText.Length - (end - _places.Count) - 1]))
            {
                _places.Add((token.SyntaxTree!, token.SpanStart + at));
            }
        }
    }

    private static int EscapeLength(string source, int at)
    {
        if (source[at] != '\\' || at + 1 >= source.Length)
        {
            return 1;
        }

        int digits = 0;
        switch (source[at + 1])
        {
            case 'u':
                return 6;
            case 'U':
                return 10;
            case 'x':
                while (digits < 4 && at + 2 + digits < source.Length && Uri.IsHexDigit(source[at + 2 + digits]))
                {
                    digits++;
                }

                return 2 + digits;
            default:
                return 2;
        }
    }

    /// <summary>A raw literal of several lines: what stands between its first and its last, each without the last one's indentation.</summary>
    private bool AddRaw(SyntaxToken token)
    {
        string source = token.Text;
        SourceText text = SourceText.From(source);
        if (text.Lines.Count < 3)
        {
            return false;
        }

        int indent = text.Lines[text.Lines.Count - 1].ToString().TakeWhile(char.IsWhiteSpace).Count();
        for (int number = 1; number < text.Lines.Count - 1; number++)
        {
            TextLine line = text.Lines[number];
            int from = Math.Min(line.Start + indent, line.End);
            bool isLast = number == text.Lines.Count - 2;
            for (int at = from; at < (isLast ? line.End : line.EndIncludingLineBreak); at++)
            {
                _places.Add((token.SyntaxTree!, token.SpanStart + at));
            }
        }

        return true;
    }
}
