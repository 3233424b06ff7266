using System.Runtime.InteropServices;
using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Contestants;

/// <summary>
/// A whole sequence by the shape's own <c>Forward</c>, which leaves the states of all steps in its workspace;
/// <see cref="SequenceRunner{TShape}"/> is the same plus an output layer, and has no way to hand out states.
/// </summary>
internal sealed unsafe class EdgeSeqSequence<TShape> : IContestant
    where TShape : struct, IVectorModel
{
    private const string EdgeSeq = "edgeseq";
    private const nuint Alignment = 64;
    private readonly Model<TShape> _model;
    private readonly float[] _vectors;
    private readonly int _window, _workspaceSize;
    private readonly float* _state, _workspace;

    private EdgeSeqSequence(Workload workload, Model<TShape> model, string peer)
    {
        (_model, Peer) = (model, peer);
        (_vectors, _window) = (workload.Vectors, workload.Window);
        _workspaceSize = TShape.WorkspaceSize(1, _window);
        _state = Allocate(TShape.StateSize);
        _workspace = Allocate(_workspaceSize);
    }

    public string Peer { get; }

    private Span<float> State => new(_state, TShape.StateSize);

    /// <summary>With the weights of the workload.</summary>
    public static EdgeSeqSequence<TShape> OfFloats(Workload workload, string peer = EdgeSeq)
    {
        var model = new Model<TShape>();
        workload.Weights.CopyTo(TShape.Shape, model.Parameters);
        return new(workload, model, peer);
    }

    /// <summary>With those weights rounded, of a shape of fewer bits.</summary>
    /// <typeparam name="TFloat">The same shape in floats.</typeparam>
    public static EdgeSeqSequence<TShape> Rounded<TFloat>(Workload workload)
        where TFloat : struct, IVectorModel
    {
        using var floats = new Model<TFloat>();
        workload.Weights.CopyTo(TFloat.Shape, floats.Parameters);
        return new(workload, floats.Quantize<TShape>(), EdgeSeq);
    }

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            State.Clear();
            TShape.Forward(_model.Parameters, _vectors, State, new Span<float>(_workspace, _workspaceSize), 1, _window);
        }
    }

    public double[] Probe()
    {
        Run(1);
        return StepWorkload.ToDoubles(State[..TShape.Shape.Hidden]);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_state);
        NativeMemory.AlignedFree(_workspace);
        _model.Dispose();
    }

    private static float* Allocate(int size)
    {
        nuint bytes = (nuint)size * sizeof(float);
        void* memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(memory, bytes);
        return (float*)memory;
    }
}
