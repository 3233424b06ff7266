using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>Writes indented source text. Line ends are always <c>\n</c>, so equal input gives equal text everywhere.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _indentation;

    /// <summary>Writes each line of <paramref name="text"/> at the current indentation.</summary>
    public void WriteLine(string text = "")
    {
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.TrimEnd();
            if (trimmed.Length > 0)
            {
                _text.Append(' ', 4 * _indentation).Append(trimmed);
            }

            _text.Append('\n');
        }
    }

    public void WriteLines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            WriteLine(line);
        }
    }

    /// <summary>Writes a header and an opening brace; disposing writes the closing one.</summary>
    public Block OpenBlock(string header)
    {
        WriteLine(header);
        WriteLine("{");
        _indentation++;
        return new Block(this);
    }

    public SourceText ToSourceText()
    {
        if (_indentation != 0)
        {
            throw new InvalidOperationException("A block was not closed.");
        }

        return SourceText.From(_text.ToString(), Encoding.UTF8);
    }

    internal readonly struct Block(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indentation--;
            writer.WriteLine("}");
        }
    }
}
