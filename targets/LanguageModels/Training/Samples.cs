using System.Text;

using EdgeSeq.Targets.LanguageModels.Text;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>Shows what a model has learned: text at two temperatures, from the beginning of a line, and how much of it is words of the corpus.</summary>
internal static class Samples
{
    private const int Shown = 400, Checked = 1000, WordsShown = 60;

    /// <summary>Enough of the corpus to know its words.</summary>
    private const int CorpusBytes = 1 << 24;

    /// <summary>Samples and writes.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="corpus">What it learned.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="output">Receives the text.</param>
    public static void Write<TShape>(Model<TShape> model, EncodedCorpus corpus, ulong seed, TextWriter output)
        where TShape : struct, ILanguageModel
    {
        bool isWords = corpus.Vocabulary.Level == EdgeSeq.Text.TextLevel.Word;
        int shown = isWords ? WordsShown : Shown;
        int[] calm = Sample(model, corpus, 0.5f, seed, isWords ? shown : Checked);
        WriteOne(output, corpus, 0.5f, calm.AsSpan(..shown));
        WriteOne(output, corpus, 1.0f, Sample(model, corpus, 1.0f, seed, shown));
        if (!isWords)
        {
            WordCheck words = WordCheck.Of(Encoding.UTF8.GetBytes(PrintableText.Of(corpus.Vocabulary, calm)), corpus.Corpus.Head(CorpusBytes));
            output.WriteLine();
            output.WriteLine(
                $"Of {words.Words} words in {Checked:#,0} characters at temperature 0.5, {100 * words.Share:F0} % occur in the corpus.");
        }
    }

    private static int[] Sample<TShape>(Model<TShape> model, EncodedCorpus corpus, float temperature, ulong seed, int length)
        where TShape : struct, ILanguageModel
    {
        int[] tokens = new int[length];
        using var sampler = new Sampler<TShape>(model, new SamplerOptions { Temperature = temperature, Seed = seed, Vocabulary = corpus.Vocabulary });
        sampler.Generate([corpus.Vocabulary.EndToken!.Value], tokens);
        return tokens;
    }

    private static void WriteOne(TextWriter output, EncodedCorpus corpus, float temperature, ReadOnlySpan<int> tokens)
    {
        output.WriteLine();
        output.WriteLine($"--- temperature {temperature:F1} ---");
        output.WriteLine(PrintableText.Of(corpus.Vocabulary, tokens));
    }
}
