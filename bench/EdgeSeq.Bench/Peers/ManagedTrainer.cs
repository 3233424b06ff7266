namespace EdgeSeq.Bench.Peers;

/// <summary>Training in plain C#: forward, cross-entropy, backpropagation through time, clip, Adam.</summary>
internal sealed class ManagedTrainer : ManagedModel
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;
    private readonly int _batch, _window;
    private readonly float[][] _parameters, _gradients, _mean, _square;
    private readonly float[] _states, _gates, _products, _logits, _dState, _dInput, _dRecurrent;
    private double _power1 = 1, _power2 = 1;

    public ManagedTrainer(ReferenceWeights weights, int batch, int window)
        : base(weights)
    {
        (_batch, _window) = (batch, window);
        _parameters = [Input, Recurrent, Bias, RecurrentBias, Head, HeadBias];
        _gradients = Zeros();
        _mean = Zeros();
        _square = Zeros();
        _states = new float[batch * (window + 1) * H];
        _gates = new float[batch * window * 4 * H];
        _logits = new float[batch * window * V];
        (_products, _dInput, _dRecurrent, _dState) = (new float[N], new float[N], new float[N], new float[H]);

        float[][] Zeros() => [.. _parameters.Select(p => new float[p.Length])];
    }

    /// <summary>One training step with carried state; returns the mean loss in nats.</summary>
    public double Step(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, float rate, float clip)
    {
        double loss = 0;
        for (int b = 0; b < _batch; b++)
        {
            ReadOnlySpan<int> x = inputs.Slice(b * _window, _window), y = targets.Slice(b * _window, _window);
            for (int t = 0; t < _window; t++)
            {
                Step(x[t], State(b, t), State(b, t + 1), _products, Gates(b, t));
                loss += Softmax(b, t, y[t]);
            }

            Backward(b, x);
            State(b, _window).CopyTo(State(b, 0));
        }

        Update(rate, clip);
        return loss / (_batch * _window);
    }

    private Span<float> State(int b, int t) => _states.AsSpan((b * (_window + 1) + t) * H, H);

    private Span<float> Gates(int b, int t) => _gates.AsSpan((b * _window + t) * 4 * H, 4 * H);

    private Span<float> LogitsOf(int b, int t) => _logits.AsSpan((b * _window + t) * V, V);

    /// <summary>Leaves the derivative of the mean loss by the logits in place of the logits.</summary>
    private double Softmax(int b, int t, int target)
    {
        Span<float> logits = LogitsOf(b, t);
        Logits(State(b, t + 1), logits);
        float max = logits[0], sum = 0;
        foreach (float value in logits)
        {
            max = MathF.Max(max, value);
        }

        float margin = logits[target] - max;
        foreach (ref float value in logits)
        {
            value = MathF.Exp(value - max);
            sum += value;
        }

        float scale = 1f / (_batch * _window);
        foreach (ref float value in logits)
        {
            value *= scale / sum;
        }

        logits[target] -= scale;
        return Math.Log(sum) - margin;
    }

    private void Backward(int b, ReadOnlySpan<int> x)
    {
        _dState.AsSpan().Clear();
        Span<float> d = _dState, dx = _dInput, du = _dRecurrent;
        for (int t = _window - 1; t >= 0; t--)
        {
            ReadOnlySpan<float> h0 = State(b, t), h1 = State(b, t + 1), g = Gates(b, t), dy = LogitsOf(b, t);
            for (int k = 0; k < H; k++)
            {
                d[k] += Dot(dy, Head.AsSpan(k * V, V));
                AddScaled(h1[k], dy, _gradients[4].AsSpan(k * V, V));
            }

            AddScaled(1, dy, _gradients[5]);
            Adjoint(h0, h1, g, d, dx, du);
            for (int k = 0; k < H; k++)
            {
                float through = Dot(du, Recurrent.AsSpan(k * N, N));
                d[k] = IsGru ? d[k] * g[H + k] + through : through;
                AddScaled(h0[k], du, _gradients[1].AsSpan(k * N, N));
            }

            AddScaled(1, dx, _gradients[0].AsSpan(x[t] * N, N));
            AddScaled(1, dx, _gradients[2]);
            if (IsGru)
            {
                AddScaled(1, du[(2 * H)..], _gradients[3]);
            }
        }
    }

    private void Adjoint(
        ReadOnlySpan<float> h0, ReadOnlySpan<float> h1, ReadOnlySpan<float> g, ReadOnlySpan<float> d, Span<float> dx, Span<float> du)
    {
        for (int j = 0; j < H; j++)
        {
            if (!IsGru)
            {
                dx[j] = du[j] = d[j] * (1 - h1[j] * h1[j]);
                continue;
            }

            float r = g[j], z = g[H + j], n = g[2 * H + j], q = g[3 * H + j];
            float dn = d[j] * (1 - z) * (1 - n * n);
            dx[j] = du[j] = dn * q * r * (1 - r);
            dx[H + j] = du[H + j] = d[j] * (h0[j] - n) * z * (1 - z);
            dx[2 * H + j] = dn;
            du[2 * H + j] = dn * r;
        }
    }

    private void Update(float rate, float clip)
    {
        double squares = 0;
        foreach (float[] gradient in _gradients)
        {
            squares += Dot(gradient, gradient);
        }

        double norm = Math.Sqrt(squares);
        float scale = norm > clip ? (float)(clip / norm) : 1;
        _power1 *= Beta1;
        _power2 *= Beta2;
        float correction1 = (float)(rate / (1 - _power1)), correction2 = (float)(1 / Math.Sqrt(1 - _power2));
        for (int p = 0; p < _parameters.Length; p++)
        {
            Span<float> w = _parameters[p], g = _gradients[p], m = _mean[p], s = _square[p];
            for (int i = 0; i < w.Length; i++)
            {
                float scaled = g[i] * scale;
                g[i] = 0;
                m[i] = Beta1 * m[i] + (1 - Beta1) * scaled;
                s[i] = Beta2 * s[i] + (1 - Beta2) * scaled * scaled;
                w[i] -= correction1 * m[i] / (MathF.Sqrt(s[i]) * correction2 + Epsilon);
            }
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length && i < b.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length && i < y.Length; i++)
        {
            y[i] += factor * x[i];
        }
    }
}
