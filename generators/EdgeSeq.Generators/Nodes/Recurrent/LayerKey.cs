using EdgeSeq.Generators.Nodes.Input;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>What two layers of one model must have in common to share their code.</summary>
/// <param name="Name">Name of the nested class that holds the code.</param>
/// <param name="IsDense">True for a vector as input, false for a token.</param>
/// <param name="Inputs">Numbers of the vector, or tokens of the vocabulary.</param>
/// <param name="Hidden">H.</param>
/// <param name="TeachesInput">True where what comes before the layer learns, and needs dL/dx.</param>
/// <param name="Reverses">True where the code also runs against the direction of time.</param>
internal sealed record LayerKey(string Name, bool IsDense, int Inputs, int Hidden, bool TeachesInput, bool Reverses)
{
    /// <summary>The key, without a name, of a layer that reads a node.</summary>
    public static LayerKey Of(Node input, int hidden, bool isTrained, bool reverses) => input is InputNode { IsToken: true } tokens
        ? new("", IsDense: false, tokens.Vocabulary, hidden, TeachesInput: false, reverses)
        : new("", IsDense: true, input.Size, hidden, TeachesInput: isTrained && input.Learns, reverses);
}
