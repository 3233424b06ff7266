using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace EdgeSeq.Text;

/// <summary>
/// Subwords of a text: byte-level BPE as GPT-2 has it (Sennrich et al. 2016; Radford et al. 2019), or WordPiece as BERT has it (Schuster and Nakajima 2012).
/// Attached to a model they are saved in its file.
/// </summary>
/// <remarks>Encoding and decoding allocate. Thread-safe.</remarks>
public sealed class Subwords
{
    private const string KindKey = "subwords", VocabularyKey = "subwords_vocabulary", MergesKey = "subwords_merges", BpeKind = "bpe", WordPieceKind = "wordpiece";

    private readonly Tokenizer _tokenizer;
    private readonly string _vocabulary;
    private readonly string? _merges;

    private Subwords(Tokenizer tokenizer, int count, string vocabulary, string? merges)
    {
        (_tokenizer, Count, _vocabulary, _merges) = (tokenizer, count, vocabulary, merges);
    }

    /// <summary>Ids: the Vocabulary that a shape declares.</summary>
    public int Count { get; }

    /// <summary>Byte-level BPE: with a vocabulary that has all 256 bytes, as GPT-2's has, every text can be encoded, and decodes to itself.</summary>
    /// <param name="vocabulary">The text of <c>vocab.json</c>: an object of tokens and their ids, 0 to Count - 1.</param>
    /// <param name="merges">The text of <c>merges.txt</c>: pairs, a line each, the most frequent first; a first line that begins with <c>#version</c> is passed over.</param>
    /// <exception cref="FormatException">A text is not what must stand there, or an id is missing.</exception>
    public static Subwords Bpe(string vocabulary, string merges)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(merges);
        Dictionary<string, int> ids = ReadIds(vocabulary);
        string[] pairs = [.. Lines(merges).Where(line => !line.StartsWith("#version", StringComparison.Ordinal))];
        try
        {
            // GPT-2 cuts words off before it merges, a blank with the word that follows.
            return new(BpeTokenizer.Create(new BpeOptions(ids) { Merges = pairs, ByteLevel = true, PreTokenizer = RobertaPreTokenizer.Instance }), ids.Count, vocabulary, merges);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"The merges do not suit the vocabulary: {e.Message}", e);
        }
    }

    /// <summary>WordPiece: what no piece stands for is <c>[UNK]</c>; pieces within a word begin with <c>##</c>.</summary>
    /// <param name="vocabulary">The text of <c>vocab.txt</c>: a token a line, whose number is its id; one is <c>[UNK]</c>.</param>
    /// <exception cref="FormatException">There is no <c>[UNK]</c>.</exception>
    public static Subwords WordPiece(string vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        string[] tokens = Lines(vocabulary);
        if (!tokens.Contains("[UNK]"))
        {
            throw new FormatException("The vocabulary of WordPiece has no [UNK], which stands for what has no piece.");
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens)));
        return new(WordPieceTokenizer.Create(stream), tokens.Length, vocabulary, null);
    }

    /// <summary>The subwords that a model's file carries.</summary>
    /// <typeparam name="TShape">The model's shape.</typeparam>
    /// <param name="model">A model that they were attached to, here or before it was saved.</param>
    /// <exception cref="InvalidOperationException">It carries none.</exception>
    /// <exception cref="FormatException">What it carries is damaged.</exception>
    public static Subwords Of<TShape>(Model<TShape> model)
        where TShape : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Metadata[KindKey] switch
        {
            BpeKind => Bpe(Required(VocabularyKey), Required(MergesKey)),
            WordPieceKind => WordPiece(Required(VocabularyKey)),
            null => throw new InvalidOperationException($"The model carries no subwords: call {nameof(AttachTo)} before it is saved."),
            string other => throw new FormatException($"The model's subwords are of kind '{other}'; expected {BpeKind} or {WordPieceKind}."),
        };

        string Required(string key) => model.Metadata[key] ?? throw new FormatException($"The model's subwords lack {key}.");
    }

    /// <summary>Puts them into a model's <see cref="Model{TShape}.Metadata"/>, with which they are saved.</summary>
    /// <typeparam name="TShape">The model's shape.</typeparam>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">The shape's Vocabulary is not <see cref="Count"/>.</exception>
    public void AttachTo<TShape>(Model<TShape> model)
        where TShape : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        if (TShape.Shape.Vocabulary != Count)
        {
            throw new ArgumentException($"There are {Count} subwords; {TShape.Shape.Name} declares Vocabulary = {TShape.Shape.Vocabulary}.", nameof(model));
        }

        model.Metadata[KindKey] = _merges is null ? WordPieceKind : BpeKind;
        model.Metadata[VocabularyKey] = _vocabulary;
        model.Metadata[MergesKey] = _merges;
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text.</param>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. _tokenizer.EncodeToIds(text)];
    }

    /// <summary>The text of ids.</summary>
    /// <param name="ids">Each 0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such id.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        foreach (int id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Count, nameof(ids));
        }

        return _tokenizer.Decode(ids.ToArray());
    }

    /// <summary>A corpus as a trainer's windows read it.</summary>
    /// <param name="text">The text.</param>
    public TokenSequence ToSequence(string text) => TokenSequence.Of(Encode(text));

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, int> ReadIds(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var ids = document.RootElement.EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetInt32());
            int[] sorted = [.. ids.Values.Order()];
            return sorted.SequenceEqual(Enumerable.Range(0, sorted.Length)) && sorted.Length > 0
                ? ids
                : throw new FormatException("The ids of the vocabulary are not 0 to one less than their number.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"The vocabulary is no JSON object of tokens and ids: {e.Message}", e);
        }
    }
}
