using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Models;

/// <summary>
/// Fills parameter blocks. Numbers are drawn in the order of <see cref="ModelShape.Parameters"/>, within a parameter k by
/// k, and written through its layout, so the same seed gives the same model however a plan packs it, and padding stays zero.
/// </summary>
internal static class ParameterInitializer
{
    /// <summary>Writes the first values of every parameter.</summary>
    public static void Fill(Span<float> block, ModelShape shape, Initialization initialization, RandomGenerator random)
    {
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            if (parameter.TiedTo is not null)
            {
                continue;
            }

            if (parameter is { Kind: ParameterKind.Vector or ParameterKind.Scalar, InitialValue: { } first })
            {
                Constant(block, parameter, first);
                continue;
            }

            double fanIn = parameter.Rows, fanOut = parameter.Columns;
            switch (initialization.For(parameter.Kind))
            {
                case WeightInitializer.Zero:
                    Constant(block, parameter, parameter.InitialValue ?? 0);
                    break;
                case WeightInitializer.Uniform:
                    Uniform(block, parameter, 1 / Math.Sqrt(UnitsOf(parameter, shape)), random);
                    break;
                case WeightInitializer.Xavier:
                    Uniform(block, parameter, Math.Sqrt(6 / (fanIn + fanOut)), random);
                    break;
                case WeightInitializer.He:
                    Normal(block, parameter, Math.Sqrt(2 / fanIn), random);
                    break;
                case WeightInitializer.Orthogonal:
                    Orthogonal(block, parameter, random);
                    break;
                case WeightInitializer.Normal:
                    Normal(block, parameter, 1, random);
                    break;
                case WeightInitializer.Sparse:
                    Copy(block, parameter, SparseReservoir.Create(parameter.Columns, initialization.Density, initialization.SpectralRadius, random));
                    break;
                case WeightInitializer.Scaled:
                    Uniform(block, parameter, ScaleOf(parameter, initialization), random);
                    break;
            }
        }

        TiedWeights.Of(shape).Copy(block);
    }

    /// <summary>Hidden units that a parameter belongs to: those of its layer, or those that the output layer reads.</summary>
    private static int UnitsOf(ParameterInfo parameter, ModelShape shape) =>
        parameter.Module.Length > 0 ? UnitsOfNode(parameter, shape.Parameters.RemoveAll(other => other.Module != parameter.Module))
        : parameter.Kind is ParameterKind.Head or ParameterKind.HeadBias
            ? shape.Parameters.FirstOrDefault(p => p.Kind == ParameterKind.Head)!.Rows
            : parameter.Kind == ParameterKind.Scalar ? shape.HiddenSizes[parameter.Layer] : parameter.Columns;

    /// <summary>Units of a node of a network: those of a recurrent layer, or what a layer without a state reads.</summary>
    private static int UnitsOfNode(ParameterInfo parameter, ImmutableArray<ParameterInfo> node) =>
        (node.FirstOrDefault(other => other.Kind == ParameterKind.Recurrent) is { } recurrent ? recurrent.Columns : node.FirstOrDefault(other => other.Kind == ParameterKind.Input)?.Rows) ?? parameter.Columns;

    /// <summary>Further layers read H units instead of a few inputs: their sums should not grow with H.</summary>
    private static double ScaleOf(ParameterInfo parameter, Initialization initialization) =>
        parameter.Kind == ParameterKind.Bias ? initialization.BiasScale
        : parameter.Layer == 0 ? initialization.InputScale
        : initialization.InputScale / Math.Sqrt(parameter.Rows);

    private static void Copy(Span<float> block, ParameterInfo parameter, ReadOnlySpan<double> matrix)
    {
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                block[parameter.Layout.IndexOf(k, j)] = (float)matrix[k * parameter.Columns + j];
            }
        }
    }

    private static void Constant(Span<float> block, ParameterInfo parameter, float value)
    {
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                block[parameter.Layout.IndexOf(k, j)] = value;
            }
        }
    }

    private static void Uniform(Span<float> block, ParameterInfo parameter, double limit, RandomGenerator random)
    {
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                block[parameter.Layout.IndexOf(k, j)] = (float)(limit * (2 * random.NextDouble() - 1));
            }
        }
    }

    private static void Normal(Span<float> block, ParameterInfo parameter, double deviation, RandomGenerator random)
    {
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                block[parameter.Layout.IndexOf(k, j)] = (float)(deviation * random.NextNormal());
            }
        }
    }

    private static void Orthogonal(Span<float> block, ParameterInfo parameter, RandomGenerator random)
    {
        int count = Math.Min(parameter.Rows, parameter.Columns), length = Math.Max(parameter.Rows, parameter.Columns);
        double[] vectors = OrthonormalVectors.Create(count, length, random);
        bool vectorsAreRows = parameter.Rows <= parameter.Columns;
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                int element = vectorsAreRows ? k * length + j : j * length + k;
                block[parameter.Layout.IndexOf(k, j)] = (float)vectors[element];
            }
        }
    }
}
