using EdgeSeq.Numerics;

namespace EdgeSeq.Tests.Numerics;

/// <summary>A function of <see cref="VectorMath"/>, what it should be, and how far off it may be.</summary>
public sealed class ElementaryFunction
{
    /// <summary>The contract of all four: never farther from the true value.</summary>
    private const double Contract = 4;

    private ElementaryFunction(string name, SpanForm ofSpan, Func<float, float> ofScalar, Func<double, double> reference, double worst)
    {
        (Name, OfSpan, OfScalar, Reference, Limit) = (name, ofSpan, ofScalar, reference, Math.Min(worst, Contract));
    }

    public delegate void SpanForm(ReadOnlySpan<float> x, Span<float> y);

    public static ElementaryFunction Exp { get; } = new(nameof(Exp), VectorMath.Exp, VectorMath.Exp, Math.Exp, 1.05);

    public static ElementaryFunction Log { get; } = new(nameof(Log), VectorMath.Log, VectorMath.Log, Math.Log, 1.01);

    public static ElementaryFunction Tanh { get; } = new(nameof(Tanh), VectorMath.Tanh, VectorMath.Tanh, Math.Tanh, 2.6);

    public static ElementaryFunction Sigmoid { get; } = new(nameof(Sigmoid), VectorMath.Sigmoid, VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), 2.8);

    public static IReadOnlyList<ElementaryFunction> All { get; } = [Exp, Log, Tanh, Sigmoid];

    public string Name { get; }

    public SpanForm OfSpan { get; }

    public Func<float, float> OfScalar { get; }

    /// <summary>The true value, to within less than an ulp of a double.</summary>
    public Func<double, double> Reference { get; }

    /// <summary>The worst error in ulp over all 2^32 floats, as measured once, and a little.</summary>
    public double Limit { get; }

    /// <summary>What is wrong with the result <paramref name="y"/> for <paramref name="x"/>, or null.</summary>
    public string? Fault(float x, float y)
    {
        double exact = Reference(x);
        var rounded = (float)exact;
        if (double.IsNaN(exact) || float.IsNaN(y))
        {
            return double.IsNaN(exact) && float.IsNaN(y) ? null : Report(x, y, exact, "only one of them is NaN");
        }

        if (float.IsInfinity(rounded) || float.IsInfinity(y))
        {
            return rounded == y ? null : Report(x, y, exact, "only one of them is infinite");
        }

        if ((y < 0 && exact > 0) || (y > 0 && exact < 0))
        {
            return Report(x, y, exact, "the sign is wrong");
        }

        double error = Math.Abs(y - exact) / Ulp(exact);
        return error <= Limit ? null : Report(x, y, exact, $"off by {error:F2} ulp, {Limit} allowed");
    }

    public override string ToString() => Name;

    /// <summary>The distance of the floats around <paramref name="value"/>.</summary>
    private static double Ulp(double value)
    {
        long exponent = Math.Max((BitConverter.DoubleToInt64Bits(value) >> 52) & 0x7FF, 1023 - 126);
        return BitConverter.Int64BitsToDouble((exponent - 23) << 52);
    }

    private string Report(float x, float y, double exact, string fault) =>
        $"{Name}({x:R}), bits 0x{BitConverter.SingleToUInt32Bits(x):X8}, gives {y:R}; the true value is {exact:R}: {fault}.";
}
