using System.Globalization;

using EdgeSeq.Targets.LanguageModels.Text;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>A table of what a model finds likeliest to come next, with bars.</summary>
internal static class LikeliestTokens
{
    private const int BarWidth = 40;

    /// <summary>Writes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="vocabulary">What its tokens stand for.</param>
    /// <param name="prompt">What came before.</param>
    /// <param name="count">Lines at most.</param>
    /// <param name="output">Receives the lines.</param>
    public static void Write<TShape>(Model<TShape> model, Vocabulary vocabulary, ReadOnlySpan<int> prompt, int count, TextWriter output)
        where TShape : struct, ILanguageModel
    {
        using var session = new Session<TShape>(model);
        var probabilities = new float[TShape.Shape.Vocabulary];
        session.Step(-1);
        session.Read(prompt);
        session.Output(probabilities);

        // Tokens of the shape that the vocabulary does not have are passed over.
        var likeliest = new TokenProbability[Math.Min(count + TShape.Shape.Vocabulary - vocabulary.Count, TShape.Shape.Vocabulary)];
        TokenProbability.Top(probabilities, likeliest);
        foreach (TokenProbability next in likeliest.Where(next => next.Token < vocabulary.Count).Take(count))
        {
            string bar = new('#', (int)Math.Round(next.Probability * BarWidth));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100 * next.Probability,6:F2} %  {NameOf(vocabulary, next.Token),-16} {bar}").TrimEnd());
        }
    }

    private static string NameOf(Vocabulary vocabulary, int token) =>
        token == vocabulary.EndToken && vocabulary.Level == TextLevel.Byte ? "'\\n'"
            : vocabulary.Level == TextLevel.Word || token == vocabulary.EndToken || token == vocabulary.UnknownToken
                ? PrintableText.Of(vocabulary.UnitOf(token))
            : $"'{PrintableText.Of(vocabulary.UnitOf(token))}'";
}
