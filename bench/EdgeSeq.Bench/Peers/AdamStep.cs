namespace EdgeSeq.Bench.Peers;

/// <summary>The numbers of one update of Adam.</summary>
/// <param name="Scale">Of the gradient: what clipping leaves of it.</param>
/// <param name="Rate">The learning rate over 1 - beta1^t.</param>
/// <param name="Root">1 over the square root of 1 - beta2^t.</param>
internal readonly record struct AdamStep(float Scale, float Rate, float Root)
{
    public const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;
}
