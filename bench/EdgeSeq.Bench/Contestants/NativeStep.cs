using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Steps of the C peer.</summary>
internal sealed unsafe class NativeStep : IContestant
{
    private readonly NativePeer _peer;
    private readonly delegate* unmanaged<int*, int, void> _steps, _stepsOutput;
    private readonly delegate* unmanaged<float*, void> _logits;
    private readonly int[] _tokens;
    private readonly bool _output;
    private readonly int _vocabulary;

    public NativeStep(string name, string library, ReferenceWeights weights, int[] tokens, bool output)
    {
        Peer = name;
        _peer = new NativePeer(library, weights);
        _steps = (delegate* unmanaged<int*, int, void>)_peer["peer_steps"];
        _stepsOutput = (delegate* unmanaged<int*, int, void>)_peer["peer_steps_output"];
        _logits = (delegate* unmanaged<float*, void>)_peer["peer_logits"];
        (_tokens, _output, _vocabulary) = (tokens, output, weights.Vocabulary);
    }

    public string Peer { get; }

    public void Run(int iterations)
    {
        for (int done = 0; done < iterations; done += StepWorkload.Tokens)
        {
            Call(Math.Min(iterations - done, StepWorkload.Tokens), _output);
        }
    }

    public double[] Probe()
    {
        float[] logits = new float[_vocabulary];
        Call(StepWorkload.ProbeSteps, output: true);
        fixed (float* p = logits)
        {
            _logits(p);
        }

        return Array.ConvertAll(logits, x => (double)x);
    }

    public void Dispose() => _peer.Dispose();

    private void Call(int count, bool output)
    {
        fixed (int* tokens = _tokens)
        {
            (output ? _stepsOutput : _steps)(tokens, count);
        }
    }
}
