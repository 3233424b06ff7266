namespace EdgeSeq.Generators.Nodes.Input;

internal sealed class InputWriter(InputNode node) : NodeWriter
{
    public override string StepValue(string states) => node.IsToken ? "token" : "ref MemoryMarshal.GetReference(x)";

    /// <summary>None for tokens: they are read from the sequence.</summary>
    public override string WindowValues => node.IsToken ? "" : "ref MemoryMarshal.GetReference(input.Vectors), window * InputSize, InputSize, ";
}
