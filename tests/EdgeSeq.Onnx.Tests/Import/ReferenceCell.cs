namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>Cells in double precision, written down from the equations of Keras and PyTorch; gates are told apart by the caller.</summary>
internal static class ReferenceCell
{
    /// <summary>One step of an LSTM.</summary>
    /// <param name="gate">The sum of a gate (i, f, g or o) and unit.</param>
    /// <param name="h">Stepped.</param>
    /// <param name="c">Stepped.</param>
    public static void Lstm(Func<char, int, double> gate, double[] h, double[] c)
    {
        double[][] sums = [.. "ifgo".Select(name => Enumerable.Range(0, h.Length).Select(unit => gate(name, unit)).ToArray())];
        for (int unit = 0; unit < h.Length; unit++)
        {
            c[unit] = (Sigmoid(sums[1][unit]) * c[unit]) + (Sigmoid(sums[0][unit]) * Math.Tanh(sums[2][unit]));
            h[unit] = Sigmoid(sums[3][unit]) * Math.Tanh(c[unit]);
        }
    }

    /// <summary>One step of a GRU whose reset gate acts after the product.</summary>
    /// <param name="input">What enters a gate (r, z or n) and unit from below.</param>
    /// <param name="recurrent">What enters it from h.</param>
    /// <param name="h">Stepped.</param>
    public static void Gru(Func<char, int, double> input, Func<char, int, double> recurrent, double[] h)
    {
        double[] next = [.. Enumerable.Range(0, h.Length).Select(unit =>
        {
            double r = Sigmoid(input('r', unit) + recurrent('r', unit)), z = Sigmoid(input('z', unit) + recurrent('z', unit));
            double n = Math.Tanh(input('n', unit) + (r * recurrent('n', unit)));
            return (z * h[unit]) + ((1 - z) * n);
        })];
        next.CopyTo(h, 0);
    }

    public static double Sigmoid(double a) => 1 / (1 + Math.Exp(-a));
}
