using EdgeSeq.Shapes;

namespace EdgeSeq.Bench.Peers;

/// <summary>
/// The weights that every peer starts from, as plain row-major matrices: inputs k as rows, the gates' outputs side by side
/// in the order of the cell's equations.
/// </summary>
internal sealed class ReferenceWeights
{
    private static readonly string[] s_elman = ["h"], s_gru = ["r", "z", "n"], s_lstm = ["i", "f", "g", "o"];

    /// <summary>Uniform in [-1/sqrt(H), 1/sqrt(H)].</summary>
    public ReferenceWeights(ModelShape shape, int seed = 1)
    {
        Cell = shape.Cell!.Value;
        (Rows, Hidden, Outputs) = (shape.Vocabulary > 0 ? shape.Vocabulary : shape.Inputs, shape.Hidden, shape.Outputs);
        Gates = shape.Cell switch
        {
            Cell.ElmanTanh => s_elman,
            Cell.GruResetAfter => s_gru,
            Cell.Lstm => s_lstm,
            _ => throw new ArgumentException($"{shape.CellName} has no peer; ElmanTanh, GruResetAfter and Lstm have.", nameof(shape)),
        };
        var random = new Random(seed);
        float bound = 1 / MathF.Sqrt(Hidden);
        Input = Draw(Rows * Width);
        Recurrent = Draw(Hidden * Width);
        Bias = Draw(Width);
        RecurrentBias = Draw(Hidden);
        Head = Draw(Hidden * Outputs);
        HeadBias = Draw(Outputs);

        float[] Draw(int length)
        {
            float[] values = new float[length];
            foreach (ref float value in values.AsSpan())
            {
                value = (random.NextSingle() * 2 - 1) * bound;
            }

            return values;
        }
    }

    public Cell Cell { get; }

    /// <summary>V tokens or D numbers: what an input is.</summary>
    public int Rows { get; }

    public int Hidden { get; }

    /// <summary>O; 0 without an output layer.</summary>
    public int Outputs { get; }

    public string[] Gates { get; }

    /// <summary>Outputs of all gates.</summary>
    public int Width => Gates.Length * Hidden;

    /// <summary>W [V or D x gates H].</summary>
    public float[] Input { get; }

    /// <summary>U [H x gates H].</summary>
    public float[] Recurrent { get; }

    /// <summary>b [gates H].</summary>
    public float[] Bias { get; }

    /// <summary>b_hn [H], of the GRU only.</summary>
    public float[] RecurrentBias { get; }

    /// <summary>W_y [H x O].</summary>
    public float[] Head { get; }

    /// <summary>b_y [O].</summary>
    public float[] HeadBias { get; }

    /// <summary>All of them, in the order in which every peer takes them.</summary>
    public IReadOnlyList<float[]> All => [Input, Recurrent, Bias, RecurrentBias, Head, HeadBias];

    /// <summary>Writes them to the parameter block of a shape.</summary>
    public void CopyTo(ModelShape shape, Span<float> block)
    {
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            (float[] matrix, int width, int at) = Find(parameter.Name);
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    block[parameter.Layout.IndexOf(k, j)] = matrix[k * width + at + j];
                }
            }
        }
    }

    private (float[] Matrix, int Width, int At) Find(string name)
    {
        if (name is "W_y")
        {
            return (Head, Outputs, 0);
        }

        if (name is "b_y")
        {
            return (HeadBias, Outputs, 0);
        }

        if (name is "b_hn")
        {
            return (RecurrentBias, Hidden, 0);
        }

        int gate = Array.IndexOf(Gates, name[2..]);
        float[]? matrix = name[..2] switch { "W_" => Input, "U_" => Recurrent, "b_" => Bias, _ => null };
        return gate >= 0 && matrix is not null
            ? (matrix, Width, gate * Hidden)
            : throw new InvalidOperationException($"No peer knows the parameter {name} of {Cell}.");
    }
}
