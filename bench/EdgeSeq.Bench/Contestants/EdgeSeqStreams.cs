using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Many streams of one model that step together, with the weights of the workload or with what they are rounded to.</summary>
/// <typeparam name="TFloat">The shape of the workload.</typeparam>
/// <typeparam name="TShape">The same, or the same with weights of fewer bits.</typeparam>
internal sealed class EdgeSeqStreams<TFloat, TShape> : IContestant
    where TFloat : struct, ILanguageModel
    where TShape : struct, ILanguageModel
{
    private readonly Model<TShape> _model;
    private readonly SessionGroup<TShape> _streams;
    private readonly int[] _tokens;
    private readonly int _count;
    private int _next;

    public EdgeSeqStreams(Workload workload, string peer)
    {
        Model<TFloat> floats = new();
        workload.Weights.CopyTo(TFloat.Shape, floats.Parameters);
        _model = floats as Model<TShape> ?? Round(floats);
        _count = workload.Batch;
        _streams = new SessionGroup<TShape>(_model, _count);
        for (int i = 0; i < _count; i++)
        {
            _streams.Add();
        }

        (_tokens, Peer) = (workload.Tokens, peer);
    }

    public string Peer { get; }

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            _streams.Step(_streams.Streams, _tokens.AsSpan(_next, _count));
            _next = (_next + _count) & (StepWorkload.Tokens - 1);
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        float[] state = new float[Session<TShape>.StateSize];
        _streams.CopyStateTo(_streams.Streams[^1], state);
        return StepWorkload.ToDoubles(state.AsSpan(0, TShape.Shape.Hidden));
    }

    public void Dispose()
    {
        _streams.Dispose();
        _model.Dispose();
    }

    private static Model<TShape> Round(Model<TFloat> floats)
    {
        using (floats)
        {
            return floats.Quantize<TShape>();
        }
    }
}
