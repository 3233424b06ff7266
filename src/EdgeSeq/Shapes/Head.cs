using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>The output layer on top of the hidden state h, and the loss that trains it. Its linear part is <c>a = W_y h + b_y</c>.</summary>
public enum Head
{
    /// <summary>One of O classes: <c>y = softmax(a)</c>, trained by cross-entropy with the true class.</summary>
    Softmax,

    /// <summary>O independent probabilities: <c>y = sigmoid(a)</c>, trained by binary cross-entropy with true values in [0, 1].</summary>
    Sigmoid,

    /// <summary>O numbers: <c>y = a</c>, trained by mean squared error.</summary>
    Linear,

    /// <summary>No output layer: an encoder, whose last state is what it is for.</summary>
    None,

    /// <summary>Several outputs of a network that mean different things, each by itself: see <see cref="ModelShape.OutputParts"/>. Targets are numbers; those of a softmax are 1 for the true class and 0 for the others.</summary>
    Mixed,
}
