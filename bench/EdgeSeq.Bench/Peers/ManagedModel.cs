namespace EdgeSeq.Bench.Peers;

/// <summary>
/// The idiomatic managed peer: plain loops over arrays, bounds hoisted by spans, no vectors. One row of the shape, its
/// forward step as anyone would write it in C#.
/// </summary>
internal class ManagedModel
{
    protected ManagedModel(ReferenceWeights weights)
    {
        IsGru = weights.Cell == Cell.GruResetAfter;
        (V, H, N) = (weights.Vocabulary, weights.Hidden, weights.Width);
        Input = [.. weights.Input];
        Recurrent = [.. weights.Recurrent];
        Bias = [.. weights.Bias];
        RecurrentBias = [.. weights.RecurrentBias];
        Head = [.. weights.Head];
        HeadBias = [.. weights.HeadBias];
    }

    protected bool IsGru { get; }

    protected int V { get; }

    protected int H { get; }

    protected int N { get; }

    protected float[] Input { get; }

    protected float[] Recurrent { get; }

    protected float[] Bias { get; }

    protected float[] RecurrentBias { get; }

    protected float[] Head { get; }

    protected float[] HeadBias { get; }

    public static ManagedModel Create(ReferenceWeights weights) => new(weights);

    /// <summary>One step. <paramref name="gates"/> receives r, z, n and U_n h + b_hn [4 H] of a GRU.</summary>
    public void Step(int token, ReadOnlySpan<float> before, Span<float> after, Span<float> products, Span<float> gates)
    {
        MultiplyAdd(before, Recurrent, products, N, clear: true);
        ReadOnlySpan<float> x = Input.AsSpan(token * N, N), bias = Bias;
        if (!IsGru)
        {
            for (int j = 0; j < after.Length; j++)
            {
                after[j] = MathF.Tanh(x[j] + bias[j] + products[j]);
            }

            return;
        }

        ReadOnlySpan<float> u = products;
        for (int j = 0; j < H; j++)
        {
            float r = Sigmoid(x[j] + bias[j] + u[j]);
            float z = Sigmoid(x[H + j] + bias[H + j] + u[H + j]);
            float q = u[2 * H + j] + RecurrentBias[j];
            float n = MathF.Tanh(x[2 * H + j] + bias[2 * H + j] + r * q);
            (gates[j], gates[H + j], gates[2 * H + j], gates[3 * H + j]) = (r, z, n, q);
            after[j] = n + z * (before[j] - n);
        }
    }

    public void Logits(ReadOnlySpan<float> state, Span<float> logits)
    {
        HeadBias.CopyTo(logits);
        MultiplyAdd(state, Head, logits, V, clear: false);
    }

    /// <summary>y = (y +) x M, M [x.Length x width].</summary>
    protected static void MultiplyAdd(ReadOnlySpan<float> x, float[] matrix, Span<float> y, int width, bool clear)
    {
        if (clear)
        {
            y.Clear();
        }

        for (int k = 0; k < x.Length; k++)
        {
            float factor = x[k];
            ReadOnlySpan<float> row = matrix.AsSpan(k * width, width);
            for (int j = 0; j < row.Length && j < y.Length; j++)
            {
                y[j] += factor * row[j];
            }
        }
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
