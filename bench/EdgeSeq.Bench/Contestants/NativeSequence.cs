using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Whole sequences of a peer in C.</summary>
internal sealed unsafe class NativeSequence : IContestant
{
    private readonly NativePeer _peer;
    private readonly delegate* unmanaged<float*, void> _run, _states;
    private readonly Workload _workload;

    public NativeSequence(string name, string library, Workload workload)
    {
        Peer = name;
        _workload = workload;
        _peer = new NativePeer(library, workload.Weights);
        _run = (delegate* unmanaged<float*, void>)_peer["peer_sequence"];
        _states = (delegate* unmanaged<float*, void>)_peer["peer_states"];
    }

    public string Peer { get; }

    public void Run(int iterations)
    {
        fixed (float* vectors = _workload.Vectors)
        {
            for (int i = 0; i < iterations; i++)
            {
                _run(vectors);
            }
        }
    }

    public double[] Probe()
    {
        Run(1);
        float[] states = new float[_workload.Window * _workload.Shape.Hidden];
        fixed (float* p = states)
        {
            _states(p);
        }

        return StepWorkload.ToDoubles(states.AsSpan(states.Length - _workload.Shape.Hidden));
    }

    public void Dispose() => _peer.Dispose();
}
