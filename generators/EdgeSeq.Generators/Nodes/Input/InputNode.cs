namespace EdgeSeq.Generators.Nodes.Input;

/// <summary>What comes in at every step: a token, or a vector of the caller's.</summary>
/// <param name="vocabulary">V; 0 for vectors.</param>
/// <param name="size">D; 0 for tokens.</param>
internal sealed class InputNode(int vocabulary, int size) : Node
{
    public bool IsToken => vocabulary > 0;

    /// <summary>V for tokens.</summary>
    public int Vocabulary => vocabulary;

    public override int Size => size;

    public override bool Learns => false;

    /// <summary>Where the caller holds the vectors; nothing teaches them.</summary>
    public override WindowPlace? Place => IsToken ? null : new(
        "Unsafe.Add(ref MemoryMarshal.GetReference(input.Vectors), (b * window + t) * InputSize)", size, "window * InputSize", "", 0);

    public override NodeWriter Writer => new InputWriter(this);
}
