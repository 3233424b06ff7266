namespace EdgeSeq.Conformance;

/// <summary>What one or more lines of the table are computed from.</summary>
/// <param name="InSubset">Whether it belongs to the short run.</param>
internal abstract record Case(bool InSubset)
{
    /// <summary>Computes and prints.</summary>
    /// <param name="output">Receives lines that must be the same on every platform.</param>
    public abstract void Run(TextWriter output);
}
