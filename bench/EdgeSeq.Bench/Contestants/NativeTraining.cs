using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Training of the C peer.</summary>
internal sealed unsafe class NativeTraining : ITrainingContestant
{
    private readonly NativePeer _peer;
    private readonly delegate* unmanaged<int*, int*, float, float, double*, double> _train;
    private readonly TrainingBatches _batches;
    private readonly double[] _seconds = new double[3];

    public NativeTraining(string name, string library, Workload workload)
    {
        Peer = name;
        _peer = new NativePeer(library, workload.Weights);
        _train = (delegate* unmanaged<int*, int*, float, float, double*, double>)_peer["peer_train"];
        _batches = workload.Batches;
    }

    public string Peer { get; }

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            Train(_batches.Inputs(i), _batches.Targets(i));
        }
    }

    public TrainingParts MeasureParts(int steps)
    {
        Array.Clear(_seconds);
        Run(steps);
        return new TrainingParts(_seconds[0] / steps, _seconds[1] / steps, _seconds[2] / steps);
    }

    public double[] Probe() => _batches.Probe(Train);

    public void Dispose() => _peer.Dispose();

    private double Train(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        fixed (int* x = inputs, y = targets)
        fixed (double* seconds = _seconds)
        {
            return _train(x, y, TrainingBatches.Rate, TrainingBatches.Clip, seconds);
        }
    }
}
