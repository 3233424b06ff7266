using EdgeSeq.Shapes;

namespace EdgeSeq.Evaluations.Running;

/// <summary>Room for one batch of whole sequences of a shape: inputs, lengths and targets.</summary>
internal sealed class SequenceBatch
{
    /// <summary>An empty batch whose rows fill the window.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="window">Steps of a row.</param>
    /// <param name="hasClasses">Whether targets are classes; of a softmax they always are.</param>
    public SequenceBatch(ModelShape shape, int rows, int window, bool hasClasses = false)
    {
        (Rows, Window) = (rows, window);
        Tokens = shape.Vocabulary > 0 ? new int[rows * window] : [];
        Vectors = new float[rows * window * shape.Inputs];
        Lengths = new int[rows];
        Lengths.AsSpan().Fill(window);
        int outputs = shape.Readout == Readout.Last ? rows : rows * window;
        hasClasses |= shape.Head == Head.Softmax;
        Classes = hasClasses ? new int[outputs] : [];
        Values = hasClasses ? [] : new float[outputs * shape.Outputs];
    }

    public int Rows { get; }

    public int Window { get; }

    /// <summary>[rows x window], or none.</summary>
    public int[] Tokens { get; }

    /// <summary>[rows x window x D], or none.</summary>
    public float[] Vectors { get; }

    /// <summary>[rows].</summary>
    public int[] Lengths { get; }

    /// <summary>[rows x window], or [rows] of a shape that reads out last.</summary>
    public int[] Classes { get; }

    /// <summary>[rows x window x O], or [rows x O].</summary>
    public float[] Values { get; }

    public SequenceInput Input => new() { Tokens = Tokens, Vectors = Vectors, Lengths = Lengths };

    public SequenceTarget Target => new() { Classes = Classes, Values = Values };
}
