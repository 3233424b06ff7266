namespace EdgeSeq.Inference;

/// <summary>What everyone says who meets logits that are not numbers.</summary>
internal static class LogitGuard
{
    /// <exception cref="InvalidOperationException">Always.</exception>
    public static void ThrowNotFinite() =>
        throw new InvalidOperationException(
            "The model's logits are not finite, so its parameters are damaged or training diverged; load sound parameters.");
}
