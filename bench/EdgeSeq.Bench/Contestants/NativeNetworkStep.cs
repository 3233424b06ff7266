using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Steps of the network in C.</summary>
internal sealed unsafe class NativeNetworkStep : IContestant
{
    private readonly NativePeer _peer;
    private readonly delegate* unmanaged<float*, int, void> _steps;
    private readonly delegate* unmanaged<float*, void> _outputs;
    private readonly Workload _workload;

    public NativeNetworkStep(string name, string library, Workload workload)
    {
        Peer = name;
        _workload = workload;
        _peer = new NativePeer(library);
        _steps = (delegate* unmanaged<float*, int, void>)_peer["peer_steps_network"];
        _outputs = (delegate* unmanaged<float*, void>)_peer["peer_outputs"];
        fixed (float* weights = NetworkWeights.Draw(workload.Shape))
        {
            ((delegate* unmanaged<float*, void>)_peer["peer_load_network"])(weights);
        }
    }

    public string Peer { get; }

    public void Run(int iterations)
    {
        fixed (float* vectors = _workload.Vectors)
        {
            for (int done = 0; done < iterations; done += StepWorkload.Vectors)
            {
                _steps(vectors, Math.Min(iterations - done, StepWorkload.Vectors));
            }
        }
    }

    public double[] Probe()
    {
        float[] result = new float[_workload.Shape.Outputs];
        Run(StepWorkload.ProbeSteps);
        fixed (float* p = result)
        {
            _outputs(p);
        }

        return StepWorkload.ToDoubles(result);
    }

    public void Dispose() => _peer.Dispose();
}
