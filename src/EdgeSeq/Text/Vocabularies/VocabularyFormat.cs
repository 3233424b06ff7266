using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using static EdgeSeq.Storage.JsonFields;

namespace EdgeSeq.Text;

/// <summary>
/// A vocabulary as JSON: <c>{"level": "Word", "lower_case": false, "unknown": 0, "end": 1, "tokens": ["&lt;UNK&gt;", ...]}</c>. The
/// level of bytes has no more fields, since its tokens are always the same.
/// </summary>
internal static class VocabularyFormat
{
    private const string LevelKey = "level", LowerCaseKey = "lower_case", UnknownKey = "unknown", EndKey = "end", TokensKey = VocabularyTokens.Key;
    private const string Where = "the vocabulary";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a vocabulary.</summary>
    public static string Write(Vocabulary vocabulary)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteString(LevelKey, vocabulary.Level.ToString());
            if (vocabulary.Level != TextLevel.Byte)
            {
                json.WriteBoolean(LowerCaseKey, vocabulary.LowerCase);
                WriteToken(json, UnknownKey, vocabulary.UnknownToken);
                WriteToken(json, EndKey, vocabulary.EndToken);
                json.WriteStartArray(TokensKey);
                for (int token = 0; token < vocabulary.Count; token++)
                {
                    json.WriteStringValue(vocabulary.UnitOf(token));
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads and checks the text of a vocabulary.</summary>
    /// <exception cref="ModelFormatException">It is not a vocabulary.</exception>
    public static Vocabulary Read(string text)
    {
        try
        {
            return Read(s_strict.GetBytes(text));
        }
        catch (EncoderFallbackException e)
        {
            throw new ModelFormatException($"The vocabulary holds half of a surrogate pair at character {e.Index}, which no text can.", e);
        }
    }

    /// <summary>Reads and checks a vocabulary in UTF-8, with or without a byte order mark.</summary>
    /// <remarks>Takes at most five times the memory of the text besides it: tokens are counted before anything is allocated for them.</remarks>
    /// <exception cref="ModelFormatException">It is not a vocabulary.</exception>
    public static Vocabulary Read(ReadOnlySpan<byte> utf8)
    {
        RequireUtf8(utf8);
        try
        {
            var reader = new Utf8JsonReader(utf8[TextUnits.MarkLength(utf8, 0)..], new JsonReaderOptions { MaxDepth = 2 });
            Vocabulary vocabulary = Read(ref reader);

            // Anything but spaces after the object makes this throw.
            reader.Read();
            return vocabulary;
        }
        catch (Exception e) when (IsOfReader(e))
        {
            throw NotJson("The vocabulary", e);
        }
    }

    private static void RequireUtf8(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            int at = 0;
            while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == OperationStatus.Done)
            {
                at += length;
            }

            throw new ModelFormatException($"The vocabulary is not UTF-8: at byte {at} stands 0x{text[at]:X2}. Is the file damaged, or in another encoding? Save it as UTF-8.");
        }
    }

    private static void WriteToken(Utf8JsonWriter json, string key, int? token)
    {
        if (token is int number)
        {
            json.WriteNumber(key, number);
        }
        else
        {
            json.WriteNull(key);
        }
    }

    private static Vocabulary Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, Where);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        TextLevel? level = null;
        bool lowerCase = false;
        int? unknown = null, end = null;
        Utf8JsonReader tokens = default;
        while (NextProperty(ref reader, Where) is { } key)
        {
            Once(seen.Add(key), key);
            switch (key)
            {
                case LevelKey:
                    level = LevelOf(ExpectText(ref reader, LevelKey));
                    break;
                case LowerCaseKey:
                    lowerCase = ReadBoolean(ref reader);
                    break;
                case UnknownKey:
                    unknown = ReadToken(ref reader, key);
                    break;
                case EndKey:
                    end = ReadToken(ref reader, key);
                    break;
                case TokensKey:
                    // They are read when all is known that they must fit.
                    tokens = reader;
                    Expect(ref reader, JsonTokenType.StartArray, TokensKey);
                    reader.Skip();
                    break;
                default:
                    throw new ModelFormatException($"The vocabulary has the key {Quote(key)}; expected {LevelKey}, {LowerCaseKey}, {UnknownKey}, {EndKey} and {TokensKey}.");
            }
        }

        return level == TextLevel.Byte && seen.Count == 1 ? Vocabulary.Bytes
            : level is not (null or TextLevel.Byte) && seen.Contains(TokensKey)
                ? VocabularyTokens.Read(tokens, new TextUnits(level.Value, lowerCase, end is not null), unknown, end)
            : throw new ModelFormatException("The vocabulary must have a level, and tokens unless its level is Byte.");
    }

    private static TextLevel LevelOf(string name) =>
        Array.Find(Enum.GetValues<TextLevel>(), level => level.ToString() == name) is var found && found.ToString() == name
            ? found
            : throw new ModelFormatException($"{LevelKey} is {Quote(name)}; expected {string.Join(", ", Enum.GetNames<TextLevel>())}.");

    private static bool ReadBoolean(ref Utf8JsonReader reader) =>
        Advance(ref reader, LowerCaseKey) switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType other => throw new ModelFormatException($"{LowerCaseKey} is of JSON type {other}; expected true or false."),
        };

    private static int? ReadToken(ref Utf8JsonReader reader, string key) =>
        Advance(ref reader, key) == JsonTokenType.Null ? null
            : reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int token) ? token
            : throw new ModelFormatException($"{key} must be null or the number of a token.");
}
