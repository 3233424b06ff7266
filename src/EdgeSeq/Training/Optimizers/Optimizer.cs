using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>
/// An update rule. It is a value without state: moments and step count live in the trainer that uses it. Every rule
/// treats all parameters alike, biases included, unless <see cref="TrainerOptions.Groups"/> say otherwise.
/// </summary>
public abstract record Optimizer
{
    /// <summary>
    /// 2^63, about 9.2e18: rules that square gradients take a larger one for this one. Its square is a quarter of the largest float,
    /// which leaves room for the roundings of a running mean of such squares.
    /// </summary>
    internal const float LargestSquared = 9223372036854775808f;

    // Weights and gradients of so many parameters are still in the first-level cache when the rule reads them.
    private const int ChunkSize = 2048;

    private protected Optimizer()
    {
    }

    /// <summary>What a checkpoint calls it: rules of one name have the same moments.</summary>
    internal virtual string Name => GetType().Name;

    /// <summary>What of each weight is added to its gradient before the rule sees it.</summary>
    internal virtual float CoupledDecay => 0;

    /// <summary>The same rule with another decay, coupled or not as it has it.</summary>
    internal abstract Optimizer WithDecay(float decay);

    /// <summary>Blocks of moments, each as long as the parameter block.</summary>
    internal abstract int MomentBlocks { get; }

    /// <summary>Whether moments are sums of squared gradients.</summary>
    internal virtual bool SquaresGradients => false;

    /// <summary>Checks the properties.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A property is out of range.</exception>
    internal abstract void Validate();

    /// <summary>Applies one update and zeroes the gradients.</summary>
    /// <param name="weights">The parameter block.</param>
    /// <param name="gradients">Its gradients, multiplied by <paramref name="scale"/> before use.</param>
    /// <param name="moments"><see cref="MomentBlocks"/> blocks, one after the other.</param>
    /// <param name="scale">1, or less if the gradient norm is clipped.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="powers">Running powers of the decay factors; advanced.</param>
    internal void Update(Span<float> weights, Span<float> gradients, Span<float> moments, float scale, float rate, ref BetaPowers powers)
    {
        powers = Advanced(powers);
        Apply(weights, gradients, moments, 0, weights.Length, scale, rate, powers);
    }

    /// <summary>The running powers of the next update.</summary>
    internal virtual BetaPowers Advanced(BetaPowers powers) => powers;

    /// <summary>The part of <see cref="Update"/> from one parameter to another, both multiples of 16. Threads take different parts.</summary>
    /// <param name="weights">The parameter block.</param>
    /// <param name="gradients">Its gradients.</param>
    /// <param name="moments"><see cref="MomentBlocks"/> blocks, one after the other.</param>
    /// <param name="first">The first parameter.</param>
    /// <param name="end">The first that is left alone again.</param>
    /// <param name="scale">1, or less if the gradient norm is clipped.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="powers">Those of this update.</param>
    internal void Apply(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate, BetaPowers powers)
    {
        if (CoupledDecay == 0)
        {
            ApplyRule(weights, gradients, moments, first, end, scale, rate, powers);
            return;
        }

        for (int start = first; start < end; start += ChunkSize)
        {
            int next = Math.Min(start + ChunkSize, end);
            VectorMath.AddDecay(gradients[start..next], weights[start..next], scale, CoupledDecay, SquaresGradients ? LargestSquared : float.MaxValue);
            ApplyRule(weights, gradients, moments, start, next, scale: 1, rate, powers);
        }
    }

    /// <summary>The rule behind <see cref="Apply"/>, of gradients that have their decay.</summary>
    private protected abstract void ApplyRule(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate, BetaPowers powers);

    /// <exception cref="ArgumentOutOfRangeException">A decay is out of range.</exception>
    private protected static void ValidateDecay(float decay, string name) => Require.That(decay >= 0 && float.IsFinite(decay), decay, "it must be at least 0 and finite", name);
}
