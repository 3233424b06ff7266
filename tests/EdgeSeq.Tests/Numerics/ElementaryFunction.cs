using EdgeSeq.Generators.Functions;
using EdgeSeq.Numerics;
using EdgeSeq.Tests.Interpretation;
using EdgeSeq.Tests.Kernels;

namespace EdgeSeq.Tests.Numerics;

/// <summary>A function of the catalogue, of one argument: what it should be, and how far off its definition says it may be.</summary>
public sealed class ElementaryFunction
{
    private readonly FunctionDefinition _definition;

    private ElementaryFunction(FunctionDefinition definition, SpanForm ofSpan) => (_definition, OfSpan) = (definition, ofSpan);

    public delegate void SpanForm(ReadOnlySpan<float> x, Span<float> y);

    public static ElementaryFunction Exp { get; } = new(Definition("exp"), VectorMath.Exp) { OfScalar = VectorMath.Exp };

    public static ElementaryFunction Log { get; } = new(Definition("log"), VectorMath.Log) { OfScalar = VectorMath.Log };

    public static ElementaryFunction Tanh { get; } = new(Definition("tanh"), VectorMath.Tanh) { OfScalar = VectorMath.Tanh };

    public static ElementaryFunction Sigmoid { get; } = new(Definition("sigmoid"), VectorMath.Sigmoid) { OfScalar = VectorMath.Sigmoid };

    /// <summary>What <see cref="VectorMath"/> offers.</summary>
    public static IReadOnlyList<ElementaryFunction> Offered { get; } = [Exp, Log, Tanh, Sigmoid];

    public static IReadOnlyList<ElementaryFunction> All { get; } =
        [.. Offered, .. FunctionCatalogue.All.Where(definition => definition.Arguments.Count == 1 && !Offered.Any(function => function.Name == definition.Name)).Select(OfBestKernels)];

    public string Name => _definition.Name;

    public SpanForm OfSpan { get; }

    public Func<float, float>? OfScalar { get; private init; }

    /// <summary>What is wrong with the result <paramref name="y"/> for <paramref name="x"/>, or null.</summary>
    public string? Fault(float x, float y)
    {
        Accuracy[] limits = [.. _definition.Accuracy.Where(accuracy => x >= accuracy.From && x <= accuracy.To)];
        if (limits.Length == 0 && !_definition.IsForEquations && !float.IsNaN(x))
        {
            return null;   // a part of other functions, outside what they ask of it
        }

        double exact = ElementaryFunctions.Evaluate(Name, x);
        if (double.IsNaN(exact) || float.IsNaN(y))
        {
            return double.IsNaN(exact) && float.IsNaN(y) ? null : Report(x, y, exact, "only one of them is NaN");
        }

        foreach (Accuracy limit in limits)
        {
            double error = Math.Abs(Finite(y) - Finite(exact)) / (limit.IsAbsolute ? 1 : Ulp(Finite(exact)));
            if (error > limit.Error)
            {
                return Report(x, y, exact, $"off by {error:G4}, promised is to be {limit}");
            }
        }

        return null;
    }

    public override string ToString() => Name;

    /// <summary>Infinity as the number at which rounding gives it, so that one that comes an ulp early is an ulp off.</summary>
    private static double Finite(double value) => Math.Clamp(value, -Math.ScaleB(1, 128), Math.ScaleB(1, 128));

    private static FunctionDefinition Definition(string name) => FunctionCatalogue.Find(name)!;

    /// <summary>A function for equations only: the kernel of the best instruction set, which others equal bit for bit.</summary>
    private static ElementaryFunction OfBestKernels(FunctionDefinition definition)
    {
        Map map = VectorKernels.Supported[0].Get<Map>(definition.MethodName);
        return new ElementaryFunction(definition, (x, y) =>
        {
            float[] padded = new float[(x.Length + 15) / 16 * 16];
            x.CopyTo(padded);
            map(ref padded[0], ref padded[0], (nuint)padded.Length);
            padded.AsSpan(0, x.Length).CopyTo(y);
        });
    }

    /// <summary>The distance of the floats around <paramref name="value"/>.</summary>
    private static double Ulp(double value)
    {
        long exponent = Math.Max((BitConverter.DoubleToInt64Bits(value) >> 52) & 0x7FF, 1023 - 126);
        return BitConverter.Int64BitsToDouble((exponent - 23) << 52);
    }

    private string Report(float x, float y, double exact, string fault) =>
        $"{Name}({x:R}), bits 0x{BitConverter.SingleToUInt32Bits(x):X8}, gives {y:R}; the true value is {exact:R}: {fault}.";
}
