using EdgeSeq.Numerics;

namespace EdgeSeq;

/// <summary>How likely a model finds a sequence.</summary>
/// <param name="LogProbability">ln P(y1 ... yn), in nats; 0 for the empty sequence.</param>
/// <param name="Count">n, the tokens scored.</param>
public readonly record struct SequenceScore(double LogProbability, int Count)
{
    private const double BitsPerNat = 1.4426950408889634;

    /// <summary>Mean loss in nats a token: -ln P / n; 0 for the empty sequence.</summary>
    public double Loss => Count == 0 ? 0 : (0 - LogProbability) / Count;

    /// <summary>e^<see cref="Loss"/>: among how many equally likely tokens the model might as well have chosen.</summary>
    public double Perplexity => VectorMath.Exp((float)Loss);

    /// <summary>The sequence in bits a character.</summary>
    /// <param name="characters">Characters of the text; at byte and character level <see cref="Count"/>, less <c>&lt;EOS&gt;</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public double BitsPerCharacter(long characters)
    {
        Require.That(characters >= 1, characters, "a text that is measured has at least 1 character");
        // A difference, since -0 would be printed with its sign.
        return (0 - LogProbability) * BitsPerNat / characters;
    }
}
