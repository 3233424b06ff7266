using EdgeSeq.Bench.Peers;
using EdgeSeq.Shapes;

namespace EdgeSeq.Bench.Decay;

/// <summary>
/// A GRU that forgets: token 0 excites it, after token 1 the state decays by a tenth a step. Its update gate is nearly
/// constant, its candidate nearly zero.
/// </summary>
internal static class DecayWeights
{
    // sigmoid(2.1972246) = 0.9
    private const float UpdateBias = 2.1972246f, Faint = 0.01f;

    public static ReferenceWeights Create(ModelShape shape)
    {
        var weights = new ReferenceWeights(shape);
        int hidden = weights.Hidden;
        weights.Input.AsSpan(weights.Width).Clear();
        weights.RecurrentBias.AsSpan().Clear();
        weights.Bias.AsSpan().Clear();
        weights.Bias.AsSpan(Array.IndexOf(weights.Gates, "z") * hidden, hidden).Fill(UpdateBias);
        foreach (ref float weight in weights.Recurrent.AsSpan())
        {
            weight *= Faint;
        }

        return weights;
    }
}
