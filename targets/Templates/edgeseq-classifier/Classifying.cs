using EdgeSeq;

namespace EdgeSeqClassifier;

/// <summary>Says the classes of texts with the saved model.</summary>
internal static class Classifying
{
    public static void Run(IEnumerable<string> texts, string modelFile)
    {
        using Model<Classifier> model = Model<Classifier>.Load(modelFile);
        using var runner = new SequenceRunner<Classifier>(model, batch: 1, window: Training.Window);
        float[] probabilities = new float[runner.OutputLength];
        int[] tokens = new int[Training.Window], lengths = new int[1];
        foreach (string text in texts)
        {
            int[] words = model.Vocabulary!.Encode(text);
            lengths[0] = Math.Min(words.Length, tokens.Length);
            words.AsSpan(0, lengths[0]).CopyTo(tokens);
            runner.Run(new SequenceInput { Tokens = tokens, Lengths = lengths }, probabilities);
            int best = Array.IndexOf(probabilities, probabilities.Max());
            Console.WriteLine($"{text}: {model.Labels![best]}, {probabilities[best]:P0}");
        }
    }
}
