using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes;

/// <summary>What the last node of a model says: its outputs, and their loss.</summary>
internal abstract class TopWriter : NodeWriter
{
    /// <summary>The check of the targets.</summary>
    public abstract string Guard { get; }

    /// <summary>The loss alone, after <c>Forward</c>: an expression.</summary>
    public abstract string Loss { get; }

    public override string StepValue(string states) => throw new NotSupportedException("A step has no loss.");

    public override string WindowValues => throw new NotSupportedException("Nothing reads a loss.");

    /// <summary>The outputs of a window alone, after <c>Forward</c>.</summary>
    public abstract void Outputs(SourceWriter writer);

    /// <summary>The loss, and the gradients of and behind the outputs.</summary>
    public abstract void Backward(SourceWriter writer);

    /// <summary>The outputs of a step.</summary>
    public abstract void StepOutputs(SourceWriter writer);
}
