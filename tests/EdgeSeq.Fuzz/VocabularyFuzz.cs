using EdgeSeq.Text;

namespace EdgeSeq.Fuzz;

/// <summary>Vocabularies of all levels.</summary>
internal sealed class VocabularyFuzz : FuzzFormat
{
    private static readonly byte[] s_text = "The \"quick\" ä 𝄞 fox,\n1,000.5 don't\\ \u0001 end.\n"u8.ToArray();

    /// <summary>Few enough characters for <see cref="FuzzShape"/>.</summary>
    public static Vocabulary Characters { get; } = Vocabulary.Build(new MemoryStream("a\"ä"u8.ToArray()), new VocabularyOptions());

    public override string Name => "vocabulary";

    public override IReadOnlyList<byte[]> GoodFiles { get; } =
    [
        Saved(Vocabulary.Bytes),
        Saved(Characters),
        Built(new() { HasUnknown = false, HasEndOfSentence = true }),
        Built(new() { Level = TextLevel.Word, HasEndOfSentence = true }),
        Built(new() { Level = TextLevel.Word, LowerCase = true }),
    ];

    public override void Read(byte[] file)
    {
        Vocabulary vocabulary = Vocabulary.Load(new MemoryStream(file));
        int[] tokens = [.. Enumerable.Range(0, vocabulary.Count)];
        byte[] text = new byte[vocabulary.CountBytes(tokens)];
        vocabulary.Decode(tokens, text);
        if (vocabulary.UnknownToken is not null)
        {
            vocabulary.CountTokens(s_text);
        }
    }

    private static byte[] Built(VocabularyOptions options) => Saved(Vocabulary.Build(new MemoryStream(s_text), options));

    private static byte[] Saved(Vocabulary vocabulary)
    {
        using var stream = new MemoryStream();
        vocabulary.Save(stream);
        return stream.ToArray();
    }
}
