namespace EdgeSeq.Tests.Interpretation;

/// <summary>
/// What every function of the catalogue and every word of a derivative means, in double precision, from its definition: nothing here
/// knows how the kernels compute it. Masks are 1 and 0.
/// </summary>
internal static class ElementaryFunctions
{
    private const double SeluScale = 1.0507009873554804934193349852946, SeluAlpha = 1.6732632423543772848170429916717;

    private static readonly double TwiceRootOfTwoOverPi = 2 * Math.Sqrt(2 / Math.PI);

    private static readonly Dictionary<string, Func<double[], double>> All = new()
    {
        ["abs"] = a => Math.Abs(a[0]),
        ["clip"] = a => Math.Min(a[2], Math.Max(a[1], a[0])),
        ["cos"] = a => Math.Cos(a[0]),
        ["elu"] = a => a[0] > 0 ? a[0] : ExponentialMinusOne(a[0]),
        ["eq"] = a => a[0] == a[1] ? 1 : 0,
        ["exp"] = a => Math.Exp(a[0]),
        ["flush"] = a => Math.Abs(a[0]) < Math.ScaleB(1, -100) ? 0 : a[0],
        ["gelu"] = a => double.IsNegativeInfinity(a[0]) ? 0 : a[0] * NormalDistribution.Below(a[0]),
        ["gelu_slope"] = a => NormalDistribution.Below(a[0]) + Times(a[0], NormalDistribution.Density(a[0])),
        ["gelu_tanh"] = a => double.IsNegativeInfinity(a[0]) ? 0 : a[0] * Sigmoid(Inner(a[0])),
        ["gelu_tanh_slope"] = a => Sigmoid(Inner(a[0])) + Times(a[0] * TwiceRootOfTwoOverPi * (1 + (3 * 0.044715 * a[0] * a[0])), Sigmoid(Inner(a[0])) * Sigmoid(-Inner(a[0]))),
        ["gt"] = a => a[0] > a[1] ? 1 : 0,
        ["hard_sigmoid"] = a => Math.Min(1, Math.Max(0, (a[0] + 3) / 6)),
        ["hard_tanh"] = a => Math.Min(1, Math.Max(-1, a[0])),
        ["leaky_relu"] = a => a[0] > 0 ? a[0] : a[1] * a[0],
        ["log"] = a => Math.Log(a[0]),
        ["lt"] = a => a[0] < a[1] ? 1 : 0,
        ["max"] = a => Math.Max(a[0], a[1]),
        ["mills_ratio"] = a => NormalDistribution.MillsRatio(a[0]) / Math.Sqrt(2 * Math.PI),
        ["min"] = a => Math.Min(a[0], a[1]),
        ["normal_density"] = a => Math.Exp(-0.5 * a[0] * a[0]),
        ["relu"] = a => Math.Max(0, a[0]),
        ["select"] = a => a[0] != 0 ? a[1] : a[2],
        ["selu"] = a => SeluScale * (a[0] > 0 ? a[0] : SeluAlpha * ExponentialMinusOne(a[0])),
        ["sigmoid"] = a => Sigmoid(a[0]),
        ["sign"] = a => double.IsNaN(a[0]) ? 0 : Math.Sign(a[0]),
        ["silu"] = a => double.IsNegativeInfinity(a[0]) ? 0 : a[0] * Sigmoid(a[0]),
        ["silu_slope"] = a => Sigmoid(a[0]) + Times(a[0], Sigmoid(a[0]) * Sigmoid(-a[0])),
        ["sin"] = a => Math.Sin(a[0]),
        ["softplus"] = a => Math.Max(0, a[0]) + LogarithmOfOnePlus(Math.Exp(-Math.Abs(a[0]))),
        ["softsign"] = a => double.IsInfinity(a[0]) ? Math.Sign(a[0]) : a[0] / (1 + Math.Abs(a[0])),
        ["sqrt"] = a => Math.Sqrt(a[0]),
        ["step"] = a => a[0] > 0 ? 1 : 0,
        ["tanh"] = a => Math.Tanh(a[0]),
    };

    public static double Evaluate(string function, params double[] arguments) =>
        All.TryGetValue(function, out Func<double[], double>? meaning) ? meaning(arguments)
        : throw new NotSupportedException($"The interpreter does not know {function}.");

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Inner(double x) => TwiceRootOfTwoOverPi * (x + (0.044715 * x * x * x));

    /// <summary>x y, and 0 where y has vanished, however large x is.</summary>
    private static double Times(double x, double y) => y == 0 ? 0 : x * y;

    /// <summary>W. Kahan's: the error of 1 + x is taken out by the quotient.</summary>
    private static double LogarithmOfOnePlus(double x) => 1 + x is 1 ? x : Math.Log(1 + x) * (x / (1 + x - 1));

    /// <summary>tanh(x / 2) (e^x + 1), which loses nothing near 0.</summary>
    private static double ExponentialMinusOne(double x) => Math.Tanh(x / 2) * (Math.Exp(x) + 1);
}
