using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes;

/// <summary>
/// What a node says in each function of a model. The functions around it, their checks, and the references <c>p</c> (parameters),
/// <c>s</c> (states), <c>w</c> (transposed weights), <c>g</c> (gradients), <c>work</c> and <c>space</c> (the workspace and its places) are
/// printed by <c>Emission/Model</c>, which walks the nodes in order, and backwards for gradients. <c>share</c> is the part of the weights
/// that a thread works on.
/// </summary>
internal abstract class NodeWriter
{
    /// <summary>The node's value in a step, as an argument, where states lie behind the reference <paramref name="states"/>.</summary>
    public abstract string StepValue(string states);

    /// <summary>The node's values in a window, as arguments: the first, floats from row to row, floats from step to step.</summary>
    public abstract string WindowValues { get; }

    /// <summary>Where a window holds the gradients of its values, as arguments like those.</summary>
    public virtual string WindowGradients => throw new NotSupportedException("Nothing teaches this node.");

    /// <summary>Checks of what comes in, before anything runs; <paramref name="input"/> is the argument that says what.</summary>
    public virtual void InputGuard(SourceWriter writer, string input)
    {
    }

    /// <summary>Methods that the texts below call.</summary>
    public virtual void Members(SourceWriter writer, Dialect dialect)
    {
    }

    /// <summary>The refreshed copy of its weights that its adjoints read, of the share.</summary>
    public virtual void Transpose(SourceWriter writer)
    {
    }

    /// <summary>One step of one sequence.</summary>
    public virtual void Step(SourceWriter writer)
    {
    }

    /// <summary>Every row over its window.</summary>
    public virtual void Forward(SourceWriter writer)
    {
    }

    /// <summary>Before any adjoints: sets to zero what no later node writes whole.</summary>
    public virtual void ClearGradients(SourceWriter writer)
    {
    }

    /// <summary>The adjoints of its own values, row by row.</summary>
    public virtual void Adjoints(SourceWriter writer)
    {
    }

    /// <summary>
    /// The gradients of the share of its parameters, added up row by row and within a row step by step. Values and adjoints are left alone:
    /// threads may do so for other shares at the same time.
    /// </summary>
    public virtual void Accumulate(SourceWriter writer, Dialect dialect)
    {
    }

    /// <summary>The adjoints of what it reads, row by row; the values stay, since the gradients of weights are not there yet.</summary>
    public virtual void SendBack(SourceWriter writer)
    {
    }
}
