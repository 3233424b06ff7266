namespace EdgeSeq.Evaluations.Speech;

/// <summary>Something that was said.</summary>
/// <param name="Samples">The sound.</param>
/// <param name="Labels">What it says: a word, or digits one after the other.</param>
internal sealed record Utterance(float[] Samples, int[] Labels);
