namespace EdgeSeq.Generators.Networks.Functions;

/// <summary>A function of one value that is a page of equations: <c>in1</c> is the value, <c>h'</c> the result.</summary>
/// <param name="name">As it is written.</param>
/// <param name="title">What people call it, and where from.</param>
/// <param name="equations">The page.</param>
/// <param name="fileNames">Names of its parameters in files.</param>
/// <param name="isLast">True where only its value after the last step counts.</param>
internal sealed class EquationFunction(string name, string title, string equations, (string Name, string File)[]? fileNames = null, bool isLast = false) : NodeFunction(name, $"{name}(x)")
{
    private static readonly (string, string)[] s_gainAndShift = [("gain", "weight"), ("shift", "bias")];

    /// <summary>J. L. Ba, J. R. Kiros, G. E. Hinton (2016); PyTorch's LayerNorm, with its epsilon.</summary>
    public static EquationFunction LayerNorm { get; } = new("layernorm", "Layer norm", """
        input in1
        vector gain = 1
        vector shift = 0
        centred = in1 - mean(in1)
        h' = gain * centred / sqrt(mean(centred * centred) + 0.00001) + shift
        """, s_gainAndShift);

    /// <summary>B. Zhang, R. Sennrich (2019), with the epsilon of layer norm.</summary>
    public static EquationFunction RmsNorm { get; } = new("rmsnorm", "RMS norm", """
        input in1
        vector gain = 1
        h' = gain * in1 / sqrt(mean(in1 * in1) + 0.00001)
        """, s_gainAndShift);

    /// <summary>S. Ioffe, C. Szegedy (2015), as the affine map that it is once it has been trained.</summary>
    public static EquationFunction BatchNorm { get; } = new("batchnorm", "Batch norm after training", """
        input in1
        vector gain = 1
        vector shift = 0
        h' = gain * in1 + shift
        """, s_gainAndShift);

    public static EquationFunction Softmax { get; } = new("softmax", "Softmax over a row", """
        input in1
        e = exp(in1 - max(in1))
        h' = e / sum(e)
        """);

    /// <summary>The logarithm of <see cref="Softmax"/>, without its overflow or its loss of small probabilities; PyTorch's LogSoftmax.</summary>
    public static EquationFunction LogSoftmax { get; } = new("logsoftmax", "Logarithm of softmax over a row", """
        input in1
        below = in1 - max(in1)
        h' = below - log(sum(exp(below)))
        """);

    /// <summary>The mean of all steps so far.</summary>
    public static EquationFunction Average { get; } = new("average", "Mean over time", """
        input in1
        total' = total + in1
        steps' = steps + 1
        h' = total' / steps'
        """, isLast: true);

    /// <summary>The largest number of all steps so far.</summary>
    public static EquationFunction Highest { get; } = new("highest", "Maximum over time", """
        input in1
        began' = 1
        h' = began * max(h, in1) + (1 - began) * in1
        """, isLast: true);

    public override Value Make(NodeCall call)
    {
        Value operand = call.Takes(1, 1).Value(0);
        if (isLast)
        {
            NetworkReader.RequireSteps(operand, call.Expression);
        }

        Value value = call.Reader.AddEquations(call.Name, title, equations, [operand], fileNames ?? [], call.Expression.Mark);
        return isLast ? value with { IsLast = true } : value;
    }
}
