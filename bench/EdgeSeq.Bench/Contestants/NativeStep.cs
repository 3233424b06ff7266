using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Steps of a peer in C, by tokens or by vectors.</summary>
internal sealed unsafe class NativeStep : IContestant
{
    private readonly NativePeer _peer;
    private readonly delegate* unmanaged<void*, int, void> _steps;
    private readonly delegate* unmanaged<float*, void> _result;
    private readonly Workload _workload;

    public NativeStep(string name, string library, Workload workload)
    {
        Peer = name;
        _workload = workload;
        _peer = new NativePeer(library, workload.Weights);
        (string steps, string result) = workload.Kind switch
        {
            WorkloadKind.StepDense => ("peer_steps_dense", "peer_state"),
            WorkloadKind.StepOutput => ("peer_steps_output", "peer_probabilities"),
            WorkloadKind.StepOutputChained => ("peer_steps_chained", "peer_probabilities"),
            WorkloadKind.StepAudio => ("peer_steps_dense", "peer_outputs"),
            _ => ("peer_steps", "peer_state"),
        };
        _steps = (delegate* unmanaged<void*, int, void>)_peer[steps];
        _result = (delegate* unmanaged<float*, void>)_peer[result];
    }

    public string Peer { get; }

    public void Run(int iterations)
    {
        bool dense = _workload.Kind is WorkloadKind.StepDense or WorkloadKind.StepAudio;
        int most = dense ? StepWorkload.Vectors : StepWorkload.Tokens;
        fixed (int* tokens = _workload.Tokens)
        fixed (float* vectors = _workload.Vectors)
        {
            for (int done = 0; done < iterations; done += most)
            {
                _steps(dense ? vectors : tokens, Math.Min(iterations - done, most));
            }
        }
    }

    public double[] Probe()
    {
        float[] result = new float[_workload.Kind is WorkloadKind.StepOutput or WorkloadKind.StepOutputChained or WorkloadKind.StepAudio ? _workload.Shape.Outputs : _workload.Shape.Hidden];
        Run(_workload.ProbeIterations);
        fixed (float* p = result)
        {
            _result(p);
        }

        return StepWorkload.ToDoubles(result);
    }

    public void Dispose() => _peer.Dispose();
}
