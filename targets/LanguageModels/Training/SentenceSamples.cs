using EdgeSeq.Targets.LanguageModels.Text;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>Shows sentences that a model invents, and how many of those that it says are in no line of the corpus.</summary>
internal static class SentenceSamples
{
    private const int Drawn = 100, Shown = 20;

    // All sentences are kept to be looked up; a larger corpus is not.
    private const long MostTokens = 1 << 24;

    /// <summary>Samples and writes.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="corpus">What it learned.</param>
    /// <param name="longest">Tokens of a sentence at most.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="output">Receives the text.</param>
    public static void Write<TShape>(Model<TShape> model, EncodedCorpus corpus, int longest, ulong seed, TextWriter output)
        where TShape : struct, ILanguageModel
    {
        using var sampler = new BatchSampler<TShape>(model, new SamplerOptions
        {
            Seed = seed, Vocabulary = corpus.Vocabulary, StopToken = corpus.Vocabulary.EndToken,
        });
        int[] tokens = new int[Drawn * longest], lengths = new int[Drawn];
        sampler.Generate([], tokens, lengths);
        string[] drawn = [.. lengths.Select((length, i) => PrintableText.Of(corpus.Vocabulary, tokens.AsSpan(i * longest, length)))];
        output.WriteLine();
        if (corpus.Tokens.Count > MostTokens)
        {
            output.WriteLine($"--- {Shown} sentences at temperature 1.0 ---");
            WriteAll(drawn.Take(Shown), output);
            return;
        }

        HashSet<string> known = Sentences(corpus);
        string[] novel = [.. drawn.Where(sentence => !known.Contains(sentence))];
        output.WriteLine($"--- {Math.Min(Shown, novel.Length)} sentences at temperature 1.0 that no line of the corpus is ---");
        WriteAll(novel.Take(Shown), output);
        output.WriteLine();
        output.WriteLine($"Of {Drawn} sentences drawn, {novel.Length} are in no line of the corpus.");
    }

    private static void WriteAll(IEnumerable<string> sentences, TextWriter output)
    {
        foreach (string sentence in sentences)
        {
            output.WriteLine(sentence);
        }
    }

    private static HashSet<string> Sentences(EncodedCorpus corpus)
    {
        int[] tokens = new int[corpus.Tokens.Count];
        corpus.Tokens.Read(0, tokens);
        var sentences = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlySpan<int> rest = tokens;
        foreach (Range range in MemoryExtensions.Split(rest, corpus.Vocabulary.EndToken!.Value))
        {
            sentences.Add(PrintableText.Of(corpus.Vocabulary, rest[range]));
        }

        return sentences;
    }
}
