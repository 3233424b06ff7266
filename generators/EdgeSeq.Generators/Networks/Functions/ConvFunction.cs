namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>conv(a, channels, kernel, dilation, stride)</c>: a causal convolution over time, PyTorch's Conv1d over an input with (kernel - 1) dilation zeros in front.</summary>
internal sealed class ConvFunction() : ProductFunction("conv", "conv(x, 64, 5) or, with dilation and stride, conv(x, 64, 5, 1, 2)")
{
    /// <summary>The longest past that a stream may carry.</summary>
    public const int MaxKernel = 1_024, MaxDilation = 65_536;

    public override NetworkProduct Product(NodeCall call)
    {
        Value operand = call.Takes(3, 5).Value(0);
        int channels = call.Integer(1, "The number of channels", 1, NetworkReader.MaxUnits);
        int kernel = call.Integer(2, "The kernel", 1, MaxKernel), dilation = call.Integer(3, "The dilation", 1, MaxDilation, absent: 1);
        int stride = call.Integer(4, "The stride", 1, Paces.Most, absent: 1);
        return new(call.Reader.AddPast($"{call.Name}_past", operand, kernel, dilation, byChannel: true, call.Expression, stride), channels, kernel);
    }
}
