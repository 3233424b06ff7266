using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes;

/// <summary>
/// A node of a model: what it computes from the node before it, decided before any text is printed. It knows its sizes and places, and no
/// instruction set; its <see cref="Writer"/> prints it. A kind of node is a folder: the node, its writer, and what only they need.
/// </summary>
internal abstract class Node
{
    /// <summary>Numbers of its value at one step.</summary>
    public abstract int Size { get; }

    /// <summary>True where something that it is computed from learns, its own parameters included, and so wants dL/dvalue.</summary>
    public abstract bool Learns { get; }

    /// <summary>True where its numbers stay within -1 and 1: they become bytes by a fixed scale.</summary>
    public virtual bool IsUnit => false;

    /// <summary>Its parameters, in the order in which they lie.</summary>
    public virtual IEnumerable<PlannedParameter> Parameters => [];

    /// <summary>What a window keeps of it.</summary>
    public virtual IEnumerable<WorkspacePart> Workspace => [];

    /// <summary>The rows of a workspace that hold its values; null where the values lie elsewhere.</summary>
    public virtual string? Buffer => null;

    /// <summary>The rows of a workspace that take the gradients of <see cref="Buffer"/>, where it learns.</summary>
    public string GradientBuffer => Buffer + "Gradients";

    /// <summary>Where a window holds its values, row by row; null where nothing may read them there.</summary>
    public virtual WindowPlace? Place => Buffer is { } buffer ? WindowPlace.In(buffer, GradientBuffer, Size) : null;

    /// <summary>True where several nodes may read it: its gradients are set to zero before any, and each reader adds. Else its reader writes them whole.</summary>
    public bool IsShared { get; set; }

    /// <summary>Every how many steps of the sequence it has a value.</summary>
    public int Pace { get; set; } = 1;

    /// <summary>Every how many steps what its writer says runs: what changes the pace runs at that of what it reads.</summary>
    public virtual int RunPace => Pace;

    /// <summary>Multiply-adds of one step.</summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>Prints it.</summary>
    public abstract NodeWriter Writer { get; }
}
