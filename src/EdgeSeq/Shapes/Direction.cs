namespace EdgeSeq;

/// <summary>In which directions the layers read a sequence.</summary>
public enum Direction
{
    /// <summary>From the first step on, so that a step knows what came before it.</summary>
    Forward,

    /// <summary>
    /// From both ends, with weights of their own; the hidden states of both directions side by side are what the next layer
    /// reads. A step then knows the whole sequence, so such a model cannot stream.
    /// </summary>
    Both,
}
