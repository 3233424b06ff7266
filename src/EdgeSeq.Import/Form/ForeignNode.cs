namespace EdgeSeq.Import.Form;

/// <summary>One value of a foreign model, and what computes it.</summary>
/// <param name="Name">Unique, and a name in a network's text.</param>
/// <param name="Size">Numbers.</param>
/// <param name="Inputs">Names of the values that it reads; <see cref="ForeignModel.Input"/> is what comes in.</param>
internal abstract record ForeignNode(string Name, int Size, IReadOnlyList<string> Inputs)
{
    /// <summary>For the list of layers.</summary>
    public abstract string Kind { get; }

    /// <summary>Numbers that it holds.</summary>
    public virtual int Parameters => 0;
}

/// <summary>The learned vector of a token.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Vectors">[V x E].</param>
internal sealed record EmbeddingNode(string Name, NumberTensor Vectors) : ForeignNode(Name, Vectors.Dimensions[1], [ForeignModel.Input])
{
    public override string Kind => $"embedding of {Vectors.Dimensions[0]} tokens";

    public override int Parameters => Vectors.Values.Length;
}

/// <summary>A recurrent layer, in one direction or both side by side.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="From">The value that it reads.</param>
/// <param name="Cell">What each unit computes.</param>
/// <param name="Units">H of one direction.</param>
/// <param name="Forward">Numbers of the direction from the first step.</param>
/// <param name="Reverse">Numbers of the direction from the last step; null without one.</param>
internal sealed record RecurrentNode(string Name, string From, CellForm Cell, int Units, CellWeights Forward, CellWeights? Reverse)
    : ForeignNode(Name, (Reverse is null ? 1 : 2) * (Cell.Projection > 0 ? Cell.Projection : Units), [From])
{
    public override string Kind => $"{Cell}{(Reverse is null ? "" : ", both directions")}";

    public override int Parameters => Count(Forward) + (Reverse is null ? 0 : Count(Reverse));

    private static int Count(CellWeights weights) => new[]
    {
        weights.Input, weights.Recurrent, weights.Bias, weights.RecurrentBias, weights.Peepholes, weights.Projection, weights.FirstH, weights.FirstC,
    }.Sum(tensor => tensor?.Values.Length ?? 0);
}

/// <summary>A matrix and a bias: a dense layer, or over the last steps a causal convolution.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="From">The value that it reads.</param>
/// <param name="Weights">[outputs x inputs], or [channels x inputs x kernel], the oldest step first.</param>
/// <param name="Bias">[outputs]; zeros if null.</param>
/// <param name="Dilation">Steps between those of the kernel.</param>
internal sealed record ProductNode(string Name, string From, NumberTensor Weights, NumberTensor? Bias, int Dilation = 1) : ForeignNode(Name, Weights.Dimensions[0], [From])
{
    public bool IsConvolution => Weights.Dimensions.Length == 3;

    public override string Kind => IsConvolution ? $"convolution, kernel {Weights.Dimensions[2]}{(Dilation > 1 ? $", dilation {Dilation}" : "")}" : "dense";

    public override int Parameters => Weights.Values.Length + (Bias?.Values.Length ?? 0);
}

/// <summary>A causal convolution of every channel by itself.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="From">The value that it reads.</param>
/// <param name="Weights">[channels x kernel], the oldest step first.</param>
/// <param name="Bias">[outputs]; zeros if null.</param>
/// <param name="Dilation">Steps between those of the kernel.</param>
internal sealed record DepthwiseNode(string Name, string From, NumberTensor Weights, NumberTensor? Bias, int Dilation) : ForeignNode(Name, Weights.Dimensions[0], [From])
{
    public override string Kind => $"depthwise convolution, kernel {Weights.Dimensions[1]}";

    public override int Parameters => Weights.Values.Length + (Bias?.Values.Length ?? 0);
}

/// <summary>Functions of a network with a gain and a shift for each number.</summary>
internal enum NormKind
{
    /// <summary>Over a row; epsilon 0.00001.</summary>
    LayerNorm,

    /// <summary>Over a row, without a mean; epsilon 0.00001.</summary>
    RmsNorm,

    /// <summary>No more than the gain and the shift: what batch norm is after training, and any scale.</summary>
    BatchNorm,
}

/// <summary>A gain and a shift for each number, and what the kind does before.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="From">The value that it reads.</param>
/// <param name="Norm">What it does before.</param>
/// <param name="Gain">[size].</param>
/// <param name="Shift">[size]; RMS norm has none.</param>
internal sealed record NormNode(string Name, string From, NormKind Norm, NumberTensor Gain, NumberTensor? Shift) : ForeignNode(Name, Gain.Values.Length, [From])
{
    public override string Kind => Norm switch { NormKind.LayerNorm => "layer norm", NormKind.RmsNorm => "RMS norm", _ => "scale and shift" };

    public override int Parameters => Gain.Values.Length + (Shift?.Values.Length ?? 0);
}

/// <summary>An expression, unit by unit, of values of one size.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Size">Numbers.</param>
/// <param name="Inputs">The values that it reads.</param>
/// <param name="Text">In the language of equations; <c>{0}</c>, <c>{1}</c> stand for the values.</param>
internal sealed record PointwiseNode(string Name, int Size, IReadOnlyList<string> Inputs, string Text) : ForeignNode(Name, Size, Inputs)
{
    public override string Kind => string.Format(System.Globalization.CultureInfo.InvariantCulture, Text, [.. Inputs]);
}

/// <summary>The probabilities of a row.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Size">Numbers.</param>
/// <param name="From">The value that it reads.</param>
internal sealed record SoftmaxNode(string Name, int Size, string From) : ForeignNode(Name, Size, [From])
{
    public override string Kind => "softmax";
}

/// <summary>The logarithms of the probabilities of a row.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Size">Numbers.</param>
/// <param name="From">The value that it reads.</param>
internal sealed record LogSoftmaxNode(string Name, int Size, string From) : ForeignNode(Name, Size, [From])
{
    public override string Kind => "logsoftmax";
}

/// <summary>Values one behind the other.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Size">Numbers.</param>
/// <param name="Inputs">The values that it reads.</param>
internal sealed record JoinNode(string Name, int Size, IReadOnlyList<string> Inputs) : ForeignNode(Name, Size, Inputs)
{
    public override string Kind => $"[{string.Join(", ", Inputs)}]";
}

/// <summary>Numbers of a value, one behind the other.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Size">Numbers.</param>
/// <param name="From">The value that it reads.</param>
/// <param name="First">The place of the first.</param>
internal sealed record SliceNode(string Name, int Size, string From, int First) : ForeignNode(Name, Size, [From])
{
    public override string Kind => $"numbers {First} to {First + Size - 1} of {From}";
}

/// <summary>What a sequence comes to.</summary>
internal enum TimeKind
{
    /// <summary>The last state, in each direction that of its own last step.</summary>
    Last,

    /// <summary>The last step of the sequence, where that is another: behind a layer in both directions.</summary>
    LastStep,

    /// <summary>The mean over all steps.</summary>
    Average,

    /// <summary>The largest of all steps.</summary>
    Highest,
}

/// <summary>A value after the last step of a sequence.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Size">Numbers.</param>
/// <param name="From">The value that it reads.</param>
/// <param name="Time">What it takes of the steps.</param>
internal sealed record TimeNode(string Name, int Size, string From, TimeKind Time) : ForeignNode(Name, Size, [From])
{
    public override string Kind => Time switch { TimeKind.Last or TimeKind.LastStep => "last step", TimeKind.Average => "mean over time", _ => "maximum over time" };
}
