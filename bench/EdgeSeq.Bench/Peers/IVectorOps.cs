namespace EdgeSeq.Bench.Peers;

/// <summary>What the managed peers compute with: plain loops, or the library's vectors.</summary>
internal interface IVectorOps
{
    static abstract string Peer { get; }

    static abstract float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y);

    /// <summary>y += factor x.</summary>
    static abstract void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> y);

    /// <summary>z = x + y.</summary>
    static abstract void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z);

    /// <summary>y = x y + z.</summary>
    static abstract void MultiplyAdd(ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> z);

    static abstract void Sigmoid(Span<float> x);

    static abstract void Tanh(Span<float> x);

    /// <summary>exp(x) by its sum.</summary>
    static abstract void Softmax(Span<float> x);

    /// <summary>One update of Adam; the gradient is cleared.</summary>
    static abstract void Adam(AdamStep step, Span<float> weights, Span<float> gradient, Span<float> mean, Span<float> square);
}
