using System.Collections.Immutable;
using System.Globalization;
using EdgeSeq.Models;
using EdgeSeq.Shapes;
using EdgeSeq.Text;
using static EdgeSeq.Storage.SafetensorsFormat;

namespace EdgeSeq.Storage;

/// <summary>What a file says of the model besides its tensors.</summary>
internal static class ModelMetadata
{
    private static readonly string[] s_ownKeys =
        [FormatKey, CellKey, EquationsKey, NetworkKey, VocabularyKey, InputsKey, EmbeddingKey, HiddenKey, DirectionKey, LeakRateKey, HeadKey, OutputsKey, ReadoutKey, StateBitsKey];

    /// <summary>Texts by key, in the order in which they are written.</summary>
    public static List<KeyValuePair<string, string>> Of(ModelShape shape, Vocabulary? vocabulary)
    {
        List<KeyValuePair<string, string>> metadata = [new(FormatKey, "pt"), .. Facts(shape)];
        if (vocabulary is not null)
        {
            metadata.Add(new(TokensKey, VocabularyFormat.Write(vocabulary)));
        }

        return metadata;
    }

    /// <summary>Texts by key of a file that holds all that a model carries.</summary>
    public static List<KeyValuePair<string, string>> Of(ModelShape shape, ModelDescription description) => [.. Of(shape, (Vocabulary?)null), .. DescriptionTexts.Of(description)];

    /// <summary>Whether a key is one that files of this library give a meaning of its own.</summary>
    public static bool IsReserved(string key)
    {
        foreach (string own in s_ownKeys)
        {
            if (key == own)
            {
                return true;
            }
        }

        return key.StartsWith(OwnPrefix, StringComparison.Ordinal);
    }

    /// <summary>Requires what a file says, where it says something, to be true of a shape.</summary>
    /// <param name="metadata">Texts of the file by key.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="assumeCell">Whether a file may leave its cell open.</param>
    /// <exception cref="ModelFormatException">It is for another shape.</exception>
    public static void Require(Dictionary<string, string> metadata, ModelShape shape, bool assumeCell)
    {
        if (!assumeCell && !metadata.ContainsKey(CellKey))
        {
            throw new ModelFormatException(
                $"The file does not say which cell it is for, and tensors of different cells can look alike. If it is for {shape.CellName}, "
                + $"load it with {nameof(ModelFileOptions)} {{ {nameof(ModelFileOptions.AssumeCell)} = true }}, or save it with metadata {{\"{CellKey}\": \"{shape.CellName}\"}}.");
        }

        if (shape.Equations.Length == 0 && metadata.ContainsKey(EquationsKey))
        {
            throw new ModelFormatException($"The file is for a cell of its author's own, {JsonFields.Quote(metadata.GetValueOrDefault(CellKey) ?? "")}; {shape.Name} expects {shape.CellName} of the catalogue.");
        }

        if (shape.Network.Length == 0 && metadata.TryGetValue(NetworkKey, out string? network))
        {
            throw new ModelFormatException($"The file is for a network, {JsonFields.Quote(network)}; {shape.Name} is none.");
        }

        foreach ((string key, string expected) in Facts(shape))
        {
            if (metadata.TryGetValue(key, out string? found) && found != expected)
            {
                throw new ModelFormatException($"The file has {key} {JsonFields.Quote(found)}; {shape.Name} expects {expected}.");
            }
        }
    }

    /// <summary>The bits of states that a file is for, as <see cref="ModelShape.StateBits"/>.</summary>
    /// <exception cref="ModelFormatException">It says others than 8 and 15.</exception>
    public static int StateBitsOf(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault(StateBitsKey) switch
    {
        null or "8" => 8,
        "15" => 15,
        string other => throw new ModelFormatException($"The metadata have {StateBitsKey} {JsonFields.Quote(other)}; states have 8 bits, or 15."),
    };

    /// <summary>The vocabulary that a file holds; null if it holds none.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has more tokens than the shape.</exception>
    public static Vocabulary? VocabularyOf(Dictionary<string, string> metadata, ModelShape shape)
    {
        if (!metadata.TryGetValue(TokensKey, out string? text))
        {
            return null;
        }

        Vocabulary vocabulary = VocabularyFormat.Read(text);
        return vocabulary.Count <= shape.Vocabulary
            ? vocabulary
            : throw new ModelFormatException($"The file's vocabulary has {vocabulary.Count} tokens; {shape.Name} expects at most {shape.Vocabulary}.");
    }

    /// <summary>What a file says of its shape: sizes, and what its tensors do not show.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Facts(ModelShape shape) =>
    [
        new(VersionKey, SafetensorsFormat.Version),
        new(CellKey, shape.CellName),
        .. shape.Equations.Length == 0 ? (KeyValuePair<string, string>[])[] : [new(EquationsKey, shape.Equations)],
        .. shape.Network.Length == 0 ? (KeyValuePair<string, string>[])[] : [new(NetworkKey, shape.Network)],
        new(VocabularyKey, Number(shape.Vocabulary)),
        new(InputsKey, Number(shape.Inputs)),
        new(EmbeddingKey, Number(shape.Embedding)),
        new(HiddenKey, string.Join(',', ImmutableArray.CreateRange(shape.HiddenSizes, Number))),
        new(DirectionKey, shape.Direction.ToString()),
        new(LeakRateKey, shape.LeakRate.ToString("R", CultureInfo.InvariantCulture)),
        new(HeadKey, shape.Head.ToString()),
        new(OutputsKey, Number(shape.Outputs)),
        new(ReadoutKey, shape.Readout.ToString()),
        .. shape.StateBits == 8 ? (KeyValuePair<string, string>[])[] : [new(StateBitsKey, Number(shape.StateBits))],
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
