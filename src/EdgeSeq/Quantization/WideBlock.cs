using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Quantization;

/// <summary>The parameters of a shape as floats, before they are rounded.</summary>
internal sealed class WideBlock
{
    private readonly ModelShape _shape;
    private readonly float[] _floats;

    public WideBlock(ModelShape shape)
    {
        _shape = shape;
        int end = 0;
        var parameters = ImmutableArray.CreateBuilder<ParameterInfo>(shape.Parameters.Length);
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            ParameterInfo wide = Wide(parameter, end);
            parameters.Add(wide);
            end = checked(end + Size(wide));
        }

        _floats = new float[end];
        Shape = new ModelShape(shape.Name, shape.Cell, shape.HiddenSizes, parameters.MoveToImmutable(), shape.Gates)
        {
            CellName = shape.CellName,
            Equations = shape.Equations,
            Network = shape.Network,
            Vocabulary = shape.Vocabulary,
            Inputs = shape.Inputs,
            Embedding = shape.Embedding,
            Head = shape.Head,
            Outputs = shape.Outputs,
            Readout = shape.Readout,
            Direction = shape.Direction,
            LeakRate = shape.LeakRate,
        };
    }

    /// <summary>The same parameters, as floats in <see cref="Floats"/>.</summary>
    public ModelShape Shape { get; }

    public Span<float> Floats => _floats;

    /// <summary>A parameter as floats in panels of its own.</summary>
    public static ParameterInfo Wide(ParameterInfo parameter, int offset)
    {
        int blocks = (parameter.Columns + PanelLayout.BlockSize - 1) / PanelLayout.BlockSize;
        return parameter with { Codec = null, Layout = new PanelLayout(offset, parameter.Rows, 1, 0, blocks, blocks) };
    }

    /// <summary>Floats of such a parameter, padding included.</summary>
    public static int Size(ParameterInfo wide) => wide.Layout.Depth * wide.Layout.Blocks * PanelLayout.BlockSize;

    /// <summary>Writes all parameters to a block of the shape.</summary>
    public void RoundInto(Span<float> block) => Round(_floats, Shape.Parameters, block, _shape.Parameters);

    /// <summary>Takes all parameters of one block to another of the same parameters. Allocates nothing.</summary>
    public static void Round(ReadOnlySpan<float> floats, ImmutableArray<ParameterInfo> from, Span<float> block, ImmutableArray<ParameterInfo> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            if (to[i].Codec is { } codec)
            {
                codec.Round(floats, from[i], block, to[i]);
            }
            else
            {
                Copy(floats, from[i].Layout, block, to[i]);
            }
        }
    }

    private static void Copy(ReadOnlySpan<float> floats, PanelLayout from, Span<float> block, ParameterInfo to)
    {
        for (int k = 0; k < to.Rows; k++)
        {
            for (int j = 0; j < to.Columns; j += PanelLayout.BlockSize)
            {
                int count = int.Min(PanelLayout.BlockSize, to.Columns - j);
                floats.Slice(from.IndexOf(k, j), count).CopyTo(block.Slice(to.Layout.IndexOf(k, j), count));
            }
        }
    }
}
