namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>depthwise(a, kernel, dilation)</c>: a causal convolution of every channel by itself, PyTorch's Conv1d with as many groups as channels.</summary>
internal sealed class DepthwiseFunction() : NodeFunction("depthwise", "depthwise(x, 5) or, with dilation and stride, depthwise(x, 5, 2, 2)")
{
    /// <summary>Each step of the kernel is a term of a row.</summary>
    private const int MaxKernel = 64;

    public override Value Make(NodeCall call)
    {
        Value operand = call.Takes(2, 4).Value(0);
        int kernel = call.Integer(1, "The kernel", 1, MaxKernel), dilation = call.Integer(2, "The dilation", 1, ConvFunction.MaxDilation, absent: 1);
        int stride = call.Integer(3, "The stride", 1, Paces.Most, absent: 1);
        Value past = call.Reader.AddPast($"{call.Name}_past", operand, kernel, dilation, byChannel: false, call.Expression, stride);
        var steps = Enumerable.Range(0, kernel).ToList();
        string equations = string.Join("\n", steps.Select(step => $"input in{step}\nvector w{step}"))
            + $"\nvector shift = 0\nh' = {string.Join(" + ", steps.Select(step => $"w{step} * in{step}"))} + shift";
        return call.Reader.AddEquations(call.Name, "Depthwise convolution", equations, [.. steps.Select(step => past.Slice(step * operand.Size, operand.Size))],
            [("shift", "bias"), ("w", "weight")], call.Expression.Mark, kernel);
    }
}
