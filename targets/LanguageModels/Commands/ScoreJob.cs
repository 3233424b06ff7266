using System.Globalization;
using System.Text;

using EdgeSeq.Targets.LanguageModels.Text;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>Ranking sentences with a saved model of any shape.</summary>
internal sealed class ScoreJob : IShapeWork
{
    private readonly ModelFile _file;
    private readonly string[] _sentences;
    private readonly bool _scoresEnd;
    private readonly Terminal _terminal;

    private ScoreJob(ModelFile file, string[] sentences, bool scoresEnd, Terminal terminal) =>
        (_file, _sentences, _scoresEnd, _terminal) = (file, sentences, scoresEnd, terminal);

    /// <summary>Runs it.</summary>
    /// <param name="app">The application.</param>
    /// <param name="path">The model.</param>
    /// <param name="sentences">What to rank.</param>
    /// <param name="scoresEnd">Whether the end of a sentence counts, too.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <returns>Exit code 0.</returns>
    /// <exception cref="UsageException">The model or a sentence cannot be used.</exception>
    public static int Run(LanguageApp app, string path, string[] sentences, bool scoresEnd, Terminal terminal)
    {
        using ModelFile file = ModelFile.Open(path);
        return app.Shapes.Dispatch(file.Cell, file.Hidden, new ScoreJob(file, sentences, scoresEnd, terminal));
    }

    /// <summary>The lines of a file that are not empty.</summary>
    /// <exception cref="UsageException">It cannot be read, or has none.</exception>
    public static string[] ReadLines(string path)
    {
        try
        {
            string[] lines = [.. File.ReadLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true)).Where(line => line.Length > 0)];
            return lines.Length > 0 ? lines : throw new UsageException($"'{path}' has no sentences.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UsageException($"'{path}' cannot be read: {OneLine.Of(e)}");
        }
    }

    /// <inheritdoc/>
    public int Run<TShape>()
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        (Model<TShape> model, Vocabulary vocabulary) = _file.Load<TShape>();
        using (model)
        using (var scorer = new Scorer<TShape>(model))
        {
            int[] end = _scoresEnd ? [vocabulary.EndToken!.Value] : [];
            int[][] tokens = [.. _sentences.Select(sentence => (int[])[.. Prompt.Encode(vocabulary, sentence), .. end])];
            var scores = new SequenceScore[tokens.Length];
            scorer.Score(tokens.SelectMany(t => t).ToArray(), tokens.Select(t => t.Length).ToArray(), scores);
            int[] order = new int[scores.Length];
            Scorer<TShape>.Rank(scores, order);
            _terminal.Text.WriteLine("      ln P  tokens  perplexity  bits/char  sentence");
            foreach (int i in order)
            {
                WriteLine(scores[i], _sentences[i]);
            }
        }

        return 0;
    }

    private void WriteLine(SequenceScore score, string sentence)
    {
        int characters = Math.Max(1, sentence.EnumerateRunes().Count());
        _terminal.Text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{score.LogProbability,10:F3}  {score.Count,6}  {score.Perplexity,10:F2}  {score.BitsPerCharacter(characters),9:F3}  {PrintableText.Of(Encoding.UTF8.GetBytes(sentence))}"));
    }
}
