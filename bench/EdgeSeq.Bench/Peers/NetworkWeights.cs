using EdgeSeq.Shapes;

namespace EdgeSeq.Bench.Peers;

/// <summary>The weights of a network, parameter by parameter in the order of its shape, each [inputs x outputs].</summary>
internal static class NetworkWeights
{
    /// <summary>Uniform in [-1/sqrt(columns), 1/sqrt(columns)].</summary>
    public static float[] Draw(ModelShape shape)
    {
        var random = new Random(1);
        float[] weights = new float[shape.ParameterCount];
        int at = 0;
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            float bound = 1 / MathF.Sqrt(parameter.Columns);
            for (int i = 0; i < parameter.Rows * parameter.Columns; i++)
            {
                weights[at++] = ((random.NextSingle() * 2) - 1) * bound;
            }
        }

        return weights;
    }

    /// <summary>Writes them to the parameter block of a shape.</summary>
    public static void CopyTo(ModelShape shape, Span<float> block)
    {
        float[] weights = Draw(shape);
        int at = 0;
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    block[parameter.Layout.IndexOf(k, j)] = weights[at++];
                }
            }
        }
    }
}
