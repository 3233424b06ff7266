using System.Text;
using System.Text.Json;
using static EdgeSeq.Storage.JsonFields;

namespace EdgeSeq.Text;

/// <summary>The list of tokens in a vocabulary's JSON. They must be what <see cref="Vocabulary.Build(Stream, VocabularyOptions)"/> could have found, so that each can be read.</summary>
internal static class VocabularyTokens
{
    /// <summary>The field that holds it.</summary>
    public const string Key = "tokens";

    /// <summary>JSON writes a byte as <c>\u0000</c> at most.</summary>
    private const int MaxBytesInJson = 6 * TextUnits.MaxBytes;

    /// <summary>Reads and checks it.</summary>
    /// <param name="reader">Stands before the list.</param>
    /// <param name="cut">What a token must be.</param>
    /// <param name="unknown">The token that must be <c>&lt;UNK&gt;</c>.</param>
    /// <param name="end">The token that must be <c>&lt;EOS&gt;</c>.</param>
    /// <exception cref="ModelFormatException">A token is none, or stands twice.</exception>
    public static Vocabulary Read(Utf8JsonReader reader, TextUnits cut, int? unknown, int? end)
    {
        if (cut is { LowerCase: true, Level: not TextLevel.Word })
        {
            throw new ModelFormatException($"The vocabulary is of level {cut.Level} and lower_case; only words can be.");
        }

        Expect(ref reader, JsonTokenType.StartArray, Key);
        UnitTable units = TableFor(reader);
        Span<byte> buffer = stackalloc byte[MaxBytesInJson];
        while (Advance(ref reader, Key) != JsonTokenType.EndArray)
        {
            int token = units.Count;
            ReadOnlySpan<byte> unit = reader.ValueSpan.Length <= buffer.Length ? buffer[..reader.CopyString(buffer)] : [];
            RequireSpecial(unknown, Vocabulary.Unknown, token == unknown && !unit.SequenceEqual(Encoding.UTF8.GetBytes(Vocabulary.Unknown)));
            RequireSpecial(end, Vocabulary.EndOfSentence, token == end && !unit.SequenceEqual(Encoding.UTF8.GetBytes(Vocabulary.EndOfSentence)));
            if (!(token == unknown || token == end || cut.IsStored(unit)) || !units.TryAdd(unit))
            {
                throw new ModelFormatException($"Token {token} of the vocabulary is {Quote(reader.GetString()!)}; it must be {Described(cut)} that no other token is.");
            }
        }

        RequireSpecial(unknown, Vocabulary.Unknown, unknown is int first && (uint)first >= (uint)units.Count);
        RequireSpecial(end, Vocabulary.EndOfSentence, end is int last && (uint)last >= (uint)units.Count);
        return units.Count > 0 ? Vocabulary.Restore(cut, unknown, end, units) : throw new ModelFormatException("The vocabulary has no tokens.");
    }

    /// <summary>Room for all tokens, which are counted first: a list that grows would take several times the memory.</summary>
    /// <param name="reader">Stands at the start of the list.</param>
    private static UnitTable TableFor(Utf8JsonReader reader)
    {
        int count = 0, bytes = 0;
        while (Advance(ref reader, Key) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new ModelFormatException($"{Key}[{count}] is of JSON type {reader.TokenType}; expected String.");
            }

            if (++count > Vocabulary.MaxCount)
            {
                throw new ModelFormatException($"The vocabulary has more than {Vocabulary.MaxCount} tokens.");
            }

            bytes += Math.Min(reader.ValueSpan.Length, TextUnits.MaxBytes);
        }

        return new UnitTable(count, bytes);
    }

    private static void RequireSpecial(int? token, string name, bool isMissing)
    {
        if (isMissing)
        {
            throw new ModelFormatException($"The vocabulary says that {name} is token {token}, but it is not there.");
        }
    }

    private static string Described(TextUnits cut) =>
        $"one {cut.Level}{(cut.LowerCase ? " in small letters" : "")}, as a text is cut{(cut.HasEndOfSentence ? " whose line feeds are " + Vocabulary.EndOfSentence : "")}, of at most {TextUnits.MaxBytes} bytes,";
}
