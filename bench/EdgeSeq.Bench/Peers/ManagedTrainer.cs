namespace EdgeSeq.Bench.Peers;

/// <summary>Training in managed code: forward, cross-entropy, backpropagation through time, clip, Adam.</summary>
/// <typeparam name="TOps">What it computes with.</typeparam>
internal sealed class ManagedTrainer<TOps> : ManagedModel<TOps>
    where TOps : struct, IVectorOps
{
    private readonly int _batch, _window;
    private readonly float[][] _parameters, _gradients, _mean, _square;
    private readonly float[] _states, _tape, _logits, _dState, _dInput, _dRecurrent;
    private double _power1 = 1, _power2 = 1;

    public ManagedTrainer(ReferenceWeights weights, int batch, int window)
        : base(weights)
    {
        (_batch, _window) = (batch, window);
        _parameters = [Input, Recurrent, Bias, RecurrentBias, Head, HeadBias];
        _gradients = Zeros();
        _mean = Zeros();
        _square = Zeros();
        _states = new float[batch * (window + 1) * StateSize];
        _tape = new float[batch * window * TapeSize];
        _logits = new float[batch * window * Outputs];
        (_dInput, _dRecurrent, _dState) = (new float[N], new float[N], new float[StateSize]);

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
                Step(x[t], State(b, t), State(b, t + 1), Tape(b, t));
                loss += Loss(b, t, y[t]);
            }

            Backward(b, x);
            State(b, _window).CopyTo(State(b, 0));
        }

        Update(rate, clip);
        return loss / (_batch * _window);
    }

    private Span<float> State(int b, int t) => _states.AsSpan((b * (_window + 1) + t) * StateSize, StateSize);

    private Span<float> Tape(int b, int t) => _tape.AsSpan((b * _window + t) * TapeSize, TapeSize);

    private Span<float> LogitsOf(int b, int t) => _logits.AsSpan((b * _window + t) * Outputs, Outputs);

    /// <summary>Leaves the derivative of the mean loss by the logits in place of the logits.</summary>
    private double Loss(int b, int t, int target)
    {
        Span<float> p = LogitsOf(b, t);
        Logits(State(b, t + 1), p);
        TOps.Softmax(p);
        double loss = -Math.Log(p[target]);
        p[target] -= 1;
        float scale = 1f / (_batch * _window);
        foreach (ref float value in p)
        {
            value *= scale;
        }

        return loss;
    }

    private void Backward(int b, ReadOnlySpan<int> x)
    {
        _dState.AsSpan().Clear();
        Span<float> d = _dState.AsSpan(0, H), dx = _dInput, du = _dRecurrent;
        for (int t = _window - 1; t >= 0; t--)
        {
            ReadOnlySpan<float> s0 = State(b, t), s1 = State(b, t + 1), tape = Tape(b, t), dy = LogitsOf(b, t);
            for (int k = 0; k < H; k++)
            {
                d[k] += TOps.Dot(dy, Head.AsSpan(k * Outputs, Outputs));
                TOps.AddScaled(s1[k], dy, _gradients[4].AsSpan(k * Outputs, Outputs));
            }

            TOps.Add(_gradients[5], dy, _gradients[5]);
            Adjoint(s0, s1, tape, dx, du);
            for (int k = 0; k < H; k++)
            {
                float through = TOps.Dot(du, Recurrent.AsSpan(k * N, N));
                d[k] = Cell == Cell.GruResetAfter ? d[k] * tape[H + k] + through : through;
                TOps.AddScaled(s0[k], du, _gradients[1].AsSpan(k * N, N));
            }

            TOps.Add(_gradients[0].AsSpan(x[t] * N, N), dx, _gradients[0].AsSpan(x[t] * N, N));
            TOps.Add(_gradients[2], dx, _gradients[2]);
            if (Cell == Cell.GruResetAfter)
            {
                TOps.Add(_gradients[3], du[(2 * H)..], _gradients[3]);
            }
        }
    }

    /// <summary>From dh (and dc) of a step to the adjoints of W x and of U h; leaves dc of the step before.</summary>
    private void Adjoint(ReadOnlySpan<float> s0, ReadOnlySpan<float> s1, ReadOnlySpan<float> tape, Span<float> dx, Span<float> du)
    {
        Span<float> d = _dState.AsSpan(0, H);
        for (int j = 0; j < H; j++)
        {
            switch (Cell)
            {
                case Cell.ElmanTanh:
                    dx[j] = d[j] * (1 - s1[j] * s1[j]);
                    break;
                case Cell.GruResetAfter:
                    float r = tape[j], z = tape[H + j], n = tape[2 * H + j], q = tape[5 * H + j];
                    float dn = d[j] * (1 - z) * (1 - n * n);
                    dx[j] = dn * q * r * (1 - r);
                    dx[H + j] = d[j] * (s0[j] - n) * z * (1 - z);
                    dx[2 * H + j] = dn;
                    break;
                default:
                    float i = tape[j], f = tape[H + j], g = tape[2 * H + j], o = tape[3 * H + j], tanh = tape[4 * H + j];
                    float dc = _dState[H + j] + d[j] * o * (1 - tanh * tanh);
                    dx[j] = dc * g * i * (1 - i);
                    dx[H + j] = dc * s0[H + j] * f * (1 - f);
                    dx[2 * H + j] = dc * i * (1 - g * g);
                    dx[3 * H + j] = d[j] * tanh * o * (1 - o);
                    _dState[H + j] = dc * f;
                    break;
            }
        }

        dx.CopyTo(du);
        for (int j = 0; Cell == Cell.GruResetAfter && j < H; j++)
        {
            du[2 * H + j] *= tape[j];
        }
    }

    private void Update(float rate, float clip)
    {
        double squares = 0;
        foreach (float[] gradient in _gradients)
        {
            squares += TOps.Dot(gradient, gradient);
        }

        double norm = Math.Sqrt(squares);
        _power1 *= AdamStep.Beta1;
        _power2 *= AdamStep.Beta2;
        var step = new AdamStep(norm > clip ? (float)(clip / norm) : 1, (float)(rate / (1 - _power1)), (float)(1 / Math.Sqrt(1 - _power2)));
        for (int p = 0; p < _parameters.Length; p++)
        {
            TOps.Adam(step, _parameters[p], _gradients[p], _mean[p], _square[p]);
        }
    }
}
