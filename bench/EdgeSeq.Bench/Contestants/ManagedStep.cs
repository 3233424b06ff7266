using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Steps in managed code, by tokens or by vectors; a whole sequence is steps too.</summary>
internal sealed class ManagedStep<TOps>(Workload workload) : IContestant
    where TOps : struct, IVectorOps
{
    private readonly ManagedModel<TOps> _model = new(workload.Weights);
    private readonly float[] _tape = new float[2 * workload.Weights.Width], _probabilities = new float[workload.Weights.Outputs];
    private float[] _state = new float[2 * workload.Shape.Hidden], _next = new float[2 * workload.Shape.Hidden];

    public string Peer => TOps.Peer;

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            switch (workload.Kind)
            {
                case WorkloadKind.StepDense:
                    Read(i & (StepWorkload.Vectors - 1));
                    break;
                case WorkloadKind.Sequence:
                    _state.AsSpan().Clear();
                    for (int t = 0; t < workload.Window; t++)
                    {
                        Read(t);
                    }

                    break;
                default:
                    _model.Step(workload.Tokens[i & (StepWorkload.Tokens - 1)], _state, _next, _tape);
                    (_state, _next) = (_next, _state);
                    break;
            }

            if (workload.Kind == WorkloadKind.StepOutput)
            {
                _model.Logits(_state, _probabilities);
                TOps.Softmax(_probabilities);
            }
        }
    }

    public double[] Probe()
    {
        Run(workload.ProbeIterations);
        return StepWorkload.ToDoubles(workload.Kind == WorkloadKind.StepOutput ? _probabilities : _state.AsSpan(0, workload.Shape.Hidden));
    }

    public void Dispose()
    {
    }

    private void Read(int vector)
    {
        int size = workload.Shape.Inputs;
        _model.Step(workload.Vectors.AsSpan(vector * size, size), _state, _next, _tape);
        (_state, _next) = (_next, _state);
    }
}
