using System.Text.Json;

namespace EdgeSeq.Storage;

/// <summary>
/// Reads the JSON of our files, trusting nothing: what is not expected is a <see cref="ModelFormatException"/> that says where
/// it stands.
/// </summary>
internal static class JsonFields
{
    private const int MaxQuoted = 64, MaxReason = 200;

    /// <summary>Whether the JSON reader reports a text this way; it reports text that is not UTF-8 as InvalidOperationException.</summary>
    public static bool IsOfReader(Exception e) => e is JsonException or InvalidOperationException;

    /// <summary>What to throw instead. The JSON reader's messages can hold the whole text.</summary>
    public static ModelFormatException NotJson(string what, Exception e) => new($"{what} is not valid JSON: {Shown(e.Message, MaxReason)}", e);

    /// <summary>Text from a file for a message: short, and without control characters.</summary>
    public static string Quote(string text) => $"\"{Shown(text, MaxQuoted)}\"";

    private static string Shown(string text, int most)
    {
        char[] shown = text.ToCharArray(0, Math.Min(text.Length, most));
        foreach (ref char c in shown.AsSpan())
        {
            c = char.IsControl(c) || char.IsSurrogate(c) ? '?' : c;
        }

        return new string(shown) + (text.Length > most ? "..." : "");
    }

    /// <summary>Reads on to the next field of an object.</summary>
    /// <returns>Its name; null at the end of the object.</returns>
    public static string? NextProperty(ref Utf8JsonReader reader, string where) =>
        Advance(ref reader, where) == JsonTokenType.EndObject ? null : reader.GetString();

    /// <summary>Reads on.</summary>
    public static JsonTokenType Advance(ref Utf8JsonReader reader, string where) =>
        reader.Read() ? reader.TokenType : throw new ModelFormatException($"The JSON ends within {Shown(where, MaxQuoted)}.");

    /// <summary>Reads on to what must come.</summary>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType expected, string where)
    {
        if (Advance(ref reader, where) != expected)
        {
            throw new ModelFormatException($"{where} is of JSON type {reader.TokenType}; expected {expected}.");
        }
    }

    /// <summary>Reads on to a text.</summary>
    public static string ExpectText(ref Utf8JsonReader reader, string where)
    {
        Expect(ref reader, JsonTokenType.String, where);
        return reader.GetString()!;
    }

    /// <summary>A name that must not come twice.</summary>
    public static void Once(bool isFirst, string name)
    {
        if (!isFirst)
        {
            throw new ModelFormatException($"The JSON names {Quote(name)} twice.");
        }
    }
}
