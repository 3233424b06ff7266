namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>conv(a, channels, kernel, dilation)</c>: a causal convolution over time, PyTorch's Conv1d over an input with (kernel - 1) dilation zeros in front.</summary>
internal sealed class ConvFunction() : ProductFunction("conv", "conv(x, 64, 5) or, with a dilation, conv(x, 64, 5, 2)")
{
    /// <summary>The longest past that a stream may carry.</summary>
    public const int MaxKernel = 1_024, MaxDilation = 65_536;

    public override NetworkProduct Product(NodeCall call)
    {
        Value operand = call.Takes(3, 4).Value(0);
        int channels = call.Integer(1, "The number of channels", 1, NetworkReader.MaxUnits);
        int kernel = call.Integer(2, "The kernel", 1, MaxKernel), dilation = call.Integer(3, "The dilation", 1, MaxDilation, absent: 1);
        return new(call.Reader.AddPast(call.Name, operand, kernel, dilation, byChannel: true, call.Expression), channels, kernel);
    }
}
