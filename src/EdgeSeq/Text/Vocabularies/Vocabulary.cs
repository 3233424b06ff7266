using System.Text;
using EdgeSeq.Shapes;

namespace EdgeSeq.Text;

/// <summary>
/// Tokens and the bytes of UTF-8 that they stand for. Encoding and decoding allocate nothing. Decoding what was encoded
/// gives the same bytes at byte, character and grapheme level, unless <c>&lt;UNK&gt;</c> was used. At word level white space is
/// lost: one blank stands between tokens, none beside <c>&lt;EOS&gt;</c>; encoding that gives the same tokens again. A byte order mark
/// (U+FEFF) that a text begins with is no part of it and gives no token, but at byte level, where any file is taken as it is.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed partial class Vocabulary
{
    /// <summary>The texts of the special tokens.</summary>
    internal const string Unknown = "<UNK>", EndOfSentence = "<EOS>";

    /// <summary>No vocabulary has more tokens: what is counted at most, and two special ones.</summary>
    internal const int MaxCount = UnitCounter.Capacity + 2;

    private readonly TextUnits _cut;
    private readonly UnitTable _units;

    private Vocabulary(TextUnits cut, int? unknown, int? end, UnitTable units) =>
        (_cut, UnknownToken, EndToken, _units) = (cut, unknown, end, units);

    /// <summary>The 256 bytes. Line feed (10) ends a sentence.</summary>
    public static Vocabulary Bytes { get; } =
        new(new(TextLevel.Byte, false, true), null, '\n', UnitTable.OfBytes());

    /// <summary>What a token stands for.</summary>
    public TextLevel Level => _cut.Level;

    /// <summary>Whether capitals are read as small letters.</summary>
    public bool LowerCase => _cut.LowerCase;

    /// <summary>Tokens: 0 to Count - 1.</summary>
    public int Count => _units.Count;

    /// <summary>Bytes that one token adds to a text at most, a blank before it included.</summary>
    public int MaxTokenBytes => 1 + _units.LongestLength;

    /// <summary>The token of whatever has none of its own; null if there is none.</summary>
    public int? UnknownToken { get; }

    /// <summary>The token that ends a sentence; null if there is none.</summary>
    public int? EndToken { get; }

    /// <summary>
    /// Builds a vocabulary from a text of any size, read once, at fixed memory: up to 2^20 different characters or words are
    /// counted exactly; of more, the rarest are forgotten. Special tokens come first; then characters and clusters in the order
    /// of their code points, or words from the most frequent on.
    /// </summary>
    /// <param name="text">UTF-8, read from its position to its end.</param>
    /// <param name="options">What goes in.</param>
    /// <exception cref="InvalidUtf8Exception">The text is not UTF-8.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or nothing of the text goes in.</exception>
    public static Vocabulary Build(Stream text, VocabularyOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var counter = new UnitCounter(options);
        counter.Read(text);
        List<byte[]> units = [];
        int? unknown = options.HasUnknown ? Special(Unknown) : null, end = options.HasEndOfSentence ? Special(EndOfSentence) : null;
        byte[][] frequent =
        [
            .. counter.Counts.Where(c => c.Value >= options.MinCount).OrderByDescending(c => c.Value)
                .ThenBy(c => c.Key, UnitComparer.Instance).Take(options.MaxSize - units.Count).Select(c => c.Key),
        ];
        if (frequent.Length == 0)
        {
            throw new ArgumentException($"The text holds nothing that occurs at least {options.MinCount} times; a vocabulary needs one {options.Level} at least.", nameof(text));
        }

        if (options.Level != TextLevel.Word)
        {
            Array.Sort(frequent, UnitComparer.Instance);
        }

        return new(new(options.Level, options.LowerCase, options.HasEndOfSentence), unknown, end, new([.. units, .. frequent]));

        int? Special(string name)
        {
            units.Add(Encoding.UTF8.GetBytes(name));
            return units.Count - 1;
        }
    }

    /// <summary>The bytes of one token; <c>&lt;UNK&gt;</c> and <c>&lt;EOS&gt;</c> as they are written here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public ReadOnlySpan<byte> UnitOf(int token)
    {
        CheckToken(token);
        return _units[token];
    }

    /// <summary>Refuses a shape that has too few tokens. One may have more; those are never used.</summary>
    /// <exception cref="ArgumentException">The shape has fewer tokens than this.</exception>
    public void RequireFits(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (Count > shape.Vocabulary)
        {
            throw new ArgumentException(
                $"The vocabulary has {Count} tokens; {shape.Name} has {shape.Vocabulary}. Declare Vocabulary = {Count}, or build it with MaxSize = {shape.Vocabulary}.", nameof(shape));
        }
    }

    /// <summary>How many tokens a text has.</summary>
    /// <param name="utf8">The text.</param>
    /// <exception cref="ArgumentException">The text is not UTF-8, or something has no token and there is no <c>&lt;UNK&gt;</c>.</exception>
    public int CountTokens(ReadOnlySpan<byte> utf8)
    {
        EncodePiece(utf8, [], isFinal: true, 0, out int count);
        return count;
    }

    /// <summary>Turns a text into tokens.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="tokens">Receives them; at most one for each byte.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidUtf8Exception">The text is not UTF-8; nothing was written.</exception>
    /// <exception cref="ArgumentException">The span is too short, the spans overlap, or something has no token and there is no <c>&lt;UNK&gt;</c>; nothing was written.</exception>
    public int Encode(ReadOnlySpan<byte> utf8, Span<int> tokens)
    {
        Require.AtLeast(tokens.Length, CountTokens(utf8), nameof(tokens), "tokens");
        Require.Apart<int, byte>(tokens, utf8, nameof(tokens), nameof(utf8));
        EncodePiece(utf8, tokens, isFinal: true, 0, out int count);
        return count;
    }

    /// <summary>Turns tokens into text.</summary>
    /// <param name="tokens">Each 0 to Count - 1.</param>
    /// <param name="utf8">Receives the text.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The span is too short, the spans overlap, or there is no such token; nothing was written.</exception>
    public int Decode(ReadOnlySpan<int> tokens, Span<byte> utf8)
    {
        Require.AtLeast(utf8.Length, CountBytes(tokens), nameof(utf8), "bytes");
        Require.Apart<byte, int>(utf8, tokens, nameof(utf8), nameof(tokens));
        int written = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            written += Write(i == 0 ? null : tokens[i - 1], tokens[i], utf8[written..]);
        }

        return written;
    }

    /// <summary>Turns one more token into text, so that a text can appear token by token.</summary>
    /// <param name="previous">The token before it; null at the start of a text.</param>
    /// <param name="token">0 to Count - 1.</param>
    /// <param name="utf8">Receives what <see cref="Decode(ReadOnlySpan{int}, Span{byte})"/> would add; <see cref="MaxTokenBytes"/> are always enough.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The span is too short, or there is no such token; nothing was written.</exception>
    public int DecodeNext(int? previous, int token, Span<byte> utf8)
    {
        CheckToken(token);
        Require.AtLeast(utf8.Length, Written(token).Length + (NeedsBlank(previous, token) ? 1 : 0), nameof(utf8), "bytes");
        return Write(previous, token, utf8);
    }

    /// <summary>How many bytes tokens decode to.</summary>
    /// <param name="tokens">Each 0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public int CountBytes(ReadOnlySpan<int> tokens)
    {
        int bytes = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            CheckToken(tokens[i]);
            bytes = checked(bytes + Written(tokens[i]).Length + (NeedsBlank(i == 0 ? null : tokens[i - 1], tokens[i]) ? 1 : 0));
        }

        return bytes;
    }

    /// <summary>Encodes the units of a piece of text whose ends are certain: all of a final piece, else all but the last bytes.</summary>
    /// <param name="utf8">The piece.</param>
    /// <param name="tokens">Receives them; at most one for each byte. Empty to only count.</param>
    /// <param name="isFinal">Whether the text ends here.</param>
    /// <param name="offset">Bytes of the text before it.</param>
    /// <param name="count">Tokens.</param>
    /// <returns>Bytes encoded.</returns>
    internal int EncodePiece(ReadOnlySpan<byte> utf8, Span<int> tokens, bool isFinal, long offset, out int count)
    {
        count = 0;
        if (Level == TextLevel.Byte)
        {
            return EncodeBytes(utf8, tokens, out count);
        }

        int at = TextUnits.MarkLength(utf8, offset);
        while (utf8.Length - at >= (isFinal ? 1 : TextUnits.LookAhead))
        {
            int length = _cut.Next(utf8[at..], offset + at, out UnitKind kind);
            if (kind != UnitKind.Space)
            {
                int token = kind == UnitKind.EndOfSentence ? EndToken!.Value : TokenOf(utf8.Slice(at, length), offset + at);
                if (!tokens.IsEmpty)
                {
                    tokens[count] = token;
                }

                count++;
            }

            at += length;
        }

        return at;
    }

    /// <summary>The token that stands for some bytes; -1 if none does.</summary>
    internal int FindUnit(ReadOnlySpan<byte> unit) => _units.Find(unit);

    private static int EncodeBytes(ReadOnlySpan<byte> bytes, Span<int> tokens, out int count)
    {
        count = bytes.Length;
        for (int i = 0; i < bytes.Length && !tokens.IsEmpty; i++)
        {
            tokens[i] = bytes[i];
        }

        return count;
    }

    private int TokenOf(ReadOnlySpan<byte> unit, long offset)
    {
        int token = _units.Find(_cut.Stored(unit, stackalloc byte[TextUnits.MaxBytes]));
        return token >= 0 ? token
            : UnknownToken ?? throw new ArgumentException(
                $"'{Encoding.UTF8.GetString(unit)}' at byte {offset} has no token, and the vocabulary has no {Unknown}; build it with HasUnknown, or from a text that has it.");
    }

    private int Write(int? previous, int token, Span<byte> utf8)
    {
        int written = 0;
        if (NeedsBlank(previous, token))
        {
            utf8[written++] = (byte)' ';
        }

        ReadOnlySpan<byte> unit = Written(token);
        unit.CopyTo(utf8[written..]);
        return written + unit.Length;
    }

    private bool NeedsBlank(int? previous, int token) =>
        Level == TextLevel.Word && previous is not null && token != EndToken && previous != EndToken;

    private ReadOnlySpan<byte> Written(int token) => token == EndToken ? "\n"u8 : _units[token];

    private void CheckToken(int token)
    {
        if ((uint)token >= (uint)_units.Count)
        {
            Require.That(false, token, $"tokens of this vocabulary are 0 to {_units.Count - 1}");
        }
    }
}
