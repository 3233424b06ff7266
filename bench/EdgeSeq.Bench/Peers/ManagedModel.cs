namespace EdgeSeq.Bench.Peers;

/// <summary>The managed peers: one row of the shape, its forward step as anyone would write it in C#.</summary>
/// <typeparam name="TOps">What it computes with.</typeparam>
internal class ManagedModel<TOps>
    where TOps : struct, IVectorOps
{
    public ManagedModel(ReferenceWeights weights)
    {
        Cell = weights.Cell;
        (Outputs, H, N) = (weights.Outputs, weights.Hidden, weights.Width);
        (StateSize, TapeSize) = Cell switch { Cell.ElmanTanh => (H, N), Cell.GruResetAfter => (H, 2 * N), _ => (2 * H, N + H) };
        Input = [.. weights.Input];
        Recurrent = [.. weights.Recurrent];
        Bias = [.. weights.Bias];
        RecurrentBias = [.. weights.RecurrentBias];
        Head = [.. weights.Head];
        HeadBias = [.. weights.HeadBias];
    }

    /// <summary>Floats of a state: h, and c of the LSTM behind it.</summary>
    public int StateSize { get; }

    /// <summary>Floats of what a step leaves for backpropagation: r z n, then U h and its n + b_hn; or i f g o, then tanh c.</summary>
    public int TapeSize { get; }

    protected Cell Cell { get; }

    protected int Outputs { get; }

    protected int H { get; }

    protected int N { get; }

    protected float[] Input { get; }

    protected float[] Recurrent { get; }

    protected float[] Bias { get; }

    protected float[] RecurrentBias { get; }

    protected float[] Head { get; }

    protected float[] HeadBias { get; }

    /// <summary>Reads a token.</summary>
    public void Step(int token, ReadOnlySpan<float> before, Span<float> after, Span<float> tape)
    {
        TOps.Add(Input.AsSpan(token * N, N), Bias, tape[..N]);
        Recur(before, after, tape);
    }

    /// <summary>Reads a vector.</summary>
    public void Step(ReadOnlySpan<float> x, ReadOnlySpan<float> before, Span<float> after, Span<float> tape)
    {
        Bias.CopyTo(tape);
        AddProduct(x, Input, tape[..N]);
        Recur(before, after, tape);
    }

    /// <summary>The output layer, before softmax.</summary>
    public void Logits(ReadOnlySpan<float> state, Span<float> logits)
    {
        HeadBias.CopyTo(logits);
        AddProduct(state[..H], Head, logits);
    }

    /// <summary>y += x M, M [x.Length x y.Length].</summary>
    private static void AddProduct(ReadOnlySpan<float> x, float[] matrix, Span<float> y)
    {
        for (int k = 0; k < x.Length; k++)
        {
            TOps.AddScaled(x[k], matrix.AsSpan(k * y.Length, y.Length), y);
        }
    }

    private void Recur(ReadOnlySpan<float> before, Span<float> after, Span<float> tape)
    {
        Span<float> a = tape[..N], h1 = after[..H];
        ReadOnlySpan<float> h0 = before[..H];
        switch (Cell)
        {
            case Cell.ElmanTanh:
                AddProduct(h0, Recurrent, a);
                TOps.Tanh(a);
                a.CopyTo(h1);
                break;
            case Cell.GruResetAfter:
                Gru(h0, h1, a, tape.Slice(N, N));
                break;
            default:
                AddProduct(h0, Recurrent, a);
                Lstm(before[H..], h1, after.Slice(H, H), a, tape.Slice(N, H));
                break;
        }
    }

    private void Gru(ReadOnlySpan<float> h0, Span<float> h1, Span<float> a, Span<float> u)
    {
        u.Clear();
        AddProduct(h0, Recurrent, u);
        Span<float> rz = a[..(2 * H)], z = a.Slice(H, H), n = a[(2 * H)..], q = u[(2 * H)..];
        TOps.Add(q, RecurrentBias, q);
        TOps.Add(rz, u[..(2 * H)], rz);
        TOps.Sigmoid(rz);
        q.CopyTo(h1);
        TOps.MultiplyAdd(a[..H], h1, n);
        h1.CopyTo(n);
        TOps.Tanh(n);
        for (int j = 0; j < h1.Length && j < h0.Length && j < z.Length && j < n.Length; j++)
        {
            h1[j] = n[j] + z[j] * (h0[j] - n[j]);
        }
    }

    private void Lstm(ReadOnlySpan<float> c0, Span<float> h1, Span<float> c1, Span<float> a, Span<float> t)
    {
        Span<float> i = a[..H], f = a.Slice(H, H), g = a.Slice(2 * H, H), o = a[(3 * H)..];
        TOps.Sigmoid(a[..(2 * H)]);
        TOps.Tanh(g);
        TOps.Sigmoid(o);
        for (int j = 0; j < c1.Length && j < c0.Length && j < f.Length && j < i.Length && j < g.Length; j++)
        {
            c1[j] = f[j] * c0[j] + i[j] * g[j];
        }

        c1.CopyTo(t);
        TOps.Tanh(t);
        for (int j = 0; j < h1.Length && j < o.Length && j < t.Length; j++)
        {
            h1[j] = o[j] * t[j];
        }
    }
}
