using EdgeSeq.Targets.CharLm.Text;

namespace EdgeSeq.Targets.CharLm.Training;

/// <summary>Shows what a model has learned: text at two temperatures, from the beginning of a line, and how much of it is words of the corpus.</summary>
internal static class Samples
{
    private const int Shown = 400, Checked = 1000;

    /// <summary>Samples and writes.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="corpus">What it learned.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="output">Receives the text.</param>
    public static void Write<TShape>(Model<TShape> model, Corpus corpus, ulong seed, TextWriter output)
        where TShape : struct, ILanguageModel
    {
        int[] calm = Sample(model, 0.5f, seed, Checked);
        WriteOne(output, 0.5f, calm);
        WriteOne(output, 1.0f, Sample(model, 1.0f, seed, Shown));
        WordCheck words = WordCheck.Of(Array.ConvertAll(calm, token => (byte)token), corpus.All.Span);
        output.WriteLine();
        output.WriteLine(
            $"Of {words.Words} words in {Checked:#,0} characters at temperature 0.5, {100 * words.Share:F0} % occur in the corpus.");
    }

    private static int[] Sample<TShape>(Model<TShape> model, float temperature, ulong seed, int length)
        where TShape : struct, ILanguageModel
    {
        int[] tokens = new int[length];
        using var sampler = new Sampler<TShape>(model, new SamplerOptions { Temperature = temperature, Seed = seed });
        sampler.Generate(['\n'], tokens);
        return tokens;
    }

    private static void WriteOne(TextWriter output, float temperature, int[] tokens)
    {
        output.WriteLine();
        output.WriteLine($"--- temperature {temperature:F1} ---");
        output.WriteLine(PrintableText.Of(tokens.AsSpan(..Shown)));
    }
}
