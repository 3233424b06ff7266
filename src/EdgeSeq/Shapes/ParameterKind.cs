namespace EdgeSeq.Shapes;

/// <summary>What a parameter multiplies.</summary>
public enum ParameterKind
{
    /// <summary>Input weights W, from the input to one gate.</summary>
    Input,

    /// <summary>Recurrent weights U, from the hidden state (or a gated hidden state) to one gate.</summary>
    Recurrent,

    /// <summary>Bias of one gate.</summary>
    Bias,

    /// <summary>Weights of the output layer.</summary>
    Head,

    /// <summary>Bias of the output layer.</summary>
    HeadBias,

    /// <summary>The learned vectors of the tokens, one a row.</summary>
    Embedding,

    /// <summary>One number for every unit of a row, which pointwise rows of a cell of one's own read: a peephole, a gain.</summary>
    Vector,

    /// <summary>A single number that pointwise rows of a cell of one's own read.</summary>
    Scalar,
}
