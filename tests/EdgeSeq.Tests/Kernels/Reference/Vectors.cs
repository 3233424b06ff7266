using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>Expressions over vectors of doubles, element by element.</summary>
internal static class Vectors
{
    private static readonly Dictionary<string, Func<double, double>> Functions = new()
    {
        ["sigmoid"] = x => 1 / (1 + Math.Exp(-x)),
        ["tanh"] = Math.Tanh,
        ["relu"] = x => Math.Max(0, x),
        ["step"] = x => x > 0 ? 1 : 0,
        ["exp"] = Math.Exp,
        ["log"] = Math.Log,
        ["sqrt"] = Math.Sqrt,
    };

    /// <summary>bias + x M, for a matrix with inputs as rows.</summary>
    public static double[] Affine(double[] bias, double[] matrix, double[] x)
    {
        double[] sum = [.. bias];
        for (int k = 0; k < x.Length; k++)
        {
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += matrix[(k * sum.Length) + j] * x[k];
            }
        }

        return sum;
    }

    /// <summary>M d.</summary>
    public static double[] Transposed(double[] matrix, double[] d)
    {
        double[] result = new double[matrix.Length / d.Length];
        for (int k = 0; k < result.Length; k++)
        {
            for (int j = 0; j < d.Length; j++)
            {
                result[k] += matrix[(k * d.Length) + j] * d[j];
            }
        }

        return result;
    }

    /// <summary>M += x^T d.</summary>
    public static void AddProduct(double[] matrix, double[] x, double[] d)
    {
        for (int k = 0; k < x.Length; k++)
        {
            for (int j = 0; j < d.Length; j++)
            {
                matrix[(k * d.Length) + j] += x[k] * d[j];
            }
        }
    }

    public static void Add(Span<double> sum, ReadOnlySpan<double> x)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += x[i];
        }
    }

    public static double[] Evaluate(Expression expression, int length, Func<string, double[]> variable)
    {
        return Value(expression);

        double[] Value(Expression e) => e switch
        {
            Number number => [.. Enumerable.Repeat(number.Value, length)],
            Variable v => variable(v.Name),
            Negation negation => [.. Value(negation.Operand).Select(x => -x)],
            Binary { Operator: '+' } sum => [.. Value(sum.Left).Zip(Value(sum.Right), (x, y) => x + y)],
            Binary { Operator: '-' } difference => [.. Value(difference.Left).Zip(Value(difference.Right), (x, y) => x - y)],
            Binary { Operator: '*' } product => [.. Value(product.Left).Zip(Value(product.Right), (x, y) => x * y)],
            Binary { Operator: '/' } quotient => [.. Value(quotient.Left).Zip(Value(quotient.Right), (x, y) => x / y)],
            Call { Arguments.Count: 1 } call => [.. Value(call.Arguments[0]).Select(Functions[call.Function])],
            _ => throw new NotSupportedException($"The reference cannot evaluate \"{e}\"; teach it."),
        };
    }
}
