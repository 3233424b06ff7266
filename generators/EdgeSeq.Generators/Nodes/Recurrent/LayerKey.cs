using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Nodes.Input;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>What two layers of one model must have in common to share their code.</summary>
/// <param name="Name">Name of the nested class that holds the code.</param>
/// <param name="IsDense">True for a vector as input, false for a token.</param>
/// <param name="Inputs">Numbers of the vector, or tokens of the vocabulary.</param>
/// <param name="Hidden">H.</param>
/// <param name="TeachesInput">True where what comes before the layer learns, and needs dL/dx.</param>
/// <param name="Reverses">True where the code also runs against the direction of time.</param>
/// <param name="Weights">How the weights are held that steps stream through.</param>
/// <param name="InputWeights">How those are held that multiply the input, or are looked up: the numbers of a caller's vector may be of any size, so theirs stay floats rather than bytes.</param>
/// <param name="HasUnitInput">True where the input stays within -1 and 1.</param>
/// <param name="StateBits">Bits to which what bytes multiply is rounded.</param>
internal sealed record LayerKey(
    string Name, bool IsDense, int Inputs, int Hidden, bool TeachesInput, bool Reverses,
    WeightKind Weights = WeightKind.Float32, WeightKind InputWeights = WeightKind.Float32, bool HasUnitInput = false, int StateBits = 8)
{
    /// <summary>The key, without a name, of a layer that reads a node.</summary>
    public static LayerKey Of(Node input, int hidden, bool isTrained, bool reverses, WeightKind weights = WeightKind.Float32, int stateBits = 8) => input is InputNode { IsToken: true } tokens
        ? new("", IsDense: false, tokens.Vocabulary, hidden, TeachesInput: false, reverses, weights, weights, StateBits: stateBits)
        : new("", IsDense: true, input.Size, hidden, TeachesInput: isTrained && input.Learns, reverses, weights, input is InputNode && weights == WeightKind.Int8 ? WeightKind.Float32 : weights, input.IsUnit, stateBits);
}
