namespace EdgeSeq.Bench.Compare;

/// <summary>What one peer reached at one workload.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Seconds">Time of an iteration: the median of the rounds, or the fastest round if that was asked for.</param>
/// <param name="Disagreement">Largest difference of its probe from EdgeSeq's, by the largest number of the probe.</param>
/// <param name="AllocatedBytes">Managed bytes that the measuring thread allocated while it ran.</param>
internal sealed record Measurement(string Peer, double Seconds, double Disagreement, long AllocatedBytes)
{
    /// <summary>Float arithmetic in another order stays far below this; a wrong equation does not.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>What weights and states of fewer bits may change.</summary>
    public const double ToleranceOfBytes = 0.1;

    /// <summary>What bytes of others may, which are rounded otherwise: oneDNN has one scale for the rows of both matrices.</summary>
    public const double ToleranceOfOtherBytes = 0.2;

    /// <summary>The peer that weights of fewer bits are compared with.</summary>
    public const string Floats = "edgeseq-float32";

    /// <summary>What the names of other peers end in where they multiply bytes; they have weights of 8 bits too.</summary>
    public const string Bytes = "-int8";

    public bool Agrees => Disagreement <= ToleranceOf(Peer);

    public static double ToleranceOf(string peer) => peer == Floats ? ToleranceOfBytes : peer.EndsWith(Bytes, StringComparison.Ordinal) ? ToleranceOfOtherBytes : Tolerance;
}
