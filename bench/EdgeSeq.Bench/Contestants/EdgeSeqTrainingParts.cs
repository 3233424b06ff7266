using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;
using EdgeSeq.Numerics;

namespace EdgeSeq.Bench.Contestants;

/// <summary>EdgeSeq's kernels called as the trainer calls them, with a clock in between.</summary>
internal sealed unsafe class EdgeSeqTrainingParts<TShape> : ITrainingContestant
    where TShape : struct, ILanguageModel
{
    private const nuint Alignment = 64;
    private readonly Model<TShape> _model = new();
    private readonly TrainingBatches _batches;
    private readonly float*[] _blocks;
    private readonly int _workspaceSize;
    private double _power1 = 1, _power2 = 1;

    public EdgeSeqTrainingParts(Workload workload)
    {
        workload.Weights.CopyTo(TShape.Shape, _model.Parameters);
        TrainingBatches batches = workload.Batches;
        _batches = batches;
        _workspaceSize = TShape.WorkspaceSize(batches.Batch, batches.Window);
        int n = TShape.ParameterSize;
        _blocks = new float*[6];
        int[] sizes = [n, n, n, TShape.TransposeSize, batches.Batch * TShape.StateSize, _workspaceSize];
        for (int i = 0; i < sizes.Length; i++)
        {
            nuint bytes = (nuint)sizes[i] * sizeof(float);
            _blocks[i] = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
            NativeMemory.Clear(_blocks[i], bytes);
        }
    }

    public string Peer => "edgeseq";

    private Span<float> Transposed => new(_blocks[3], TShape.TransposeSize);

    private Span<float> States => new(_blocks[4], _batches.Batch * TShape.StateSize);

    private Span<float> Workspace => new(_blocks[5], _workspaceSize);

    public void Run(int iterations) => MeasureParts(iterations);

    public TrainingParts MeasureParts(int steps)
    {
        long forward = 0, backward = 0, update = 0;
        for (int i = 0; i < steps; i++)
        {
            ReadOnlySpan<int> inputs = _batches.Inputs(i), targets = _batches.Targets(i);
            long t0 = Stopwatch.GetTimestamp();
            TShape.Forward(_model.Parameters, inputs, States, Workspace, _batches.Batch, _batches.Window);
            long t1 = Stopwatch.GetTimestamp();
            Backward(inputs, targets);
            long t2 = Stopwatch.GetTimestamp();
            Update();
            forward += t1 - t0;
            backward += t2 - t1;
            update += Stopwatch.GetTimestamp() - t2;
        }

        double unit = 1.0 / Stopwatch.Frequency / steps;
        return new TrainingParts(forward * unit, backward * unit, update * unit);
    }

    public double[] Probe() => _batches.Probe((inputs, targets) =>
    {
        TShape.Forward(_model.Parameters, inputs, States, Workspace, _batches.Batch, _batches.Window);
        double loss = Backward(inputs, targets) / inputs.Length;
        Update();
        return loss;
    });

    public void Dispose()
    {
        foreach (float* block in _blocks)
        {
            NativeMemory.AlignedFree(block);
        }

        _model.Dispose();
    }

    private double Backward(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        TShape.Transpose(_model.Parameters, Transposed);
        return TShape.Backward(
            _model.Parameters, Transposed, inputs, targets, 1f / targets.Length, Block(0), default, Workspace, _batches.Batch, _batches.Window, 0);
    }

    private void Update()
    {
        const float beta1 = 0.9f, beta2 = 0.999f;
        double norm = Math.Sqrt(VectorMath.SumOfSquares(Block(0)));
        float scale = norm > TrainingBatches.Clip ? (float)(TrainingBatches.Clip / norm) : 1;
        _power1 *= beta1;
        _power2 *= beta2;
        VectorMath.Adam(
            _model.Parameters, Block(0), Block(1), Block(2), scale, TrainingBatches.Rate, beta1, beta2,
            (float)(1 / (1 - _power1)), (float)(1 / Math.Sqrt(1 - _power2)), epsilon: 1e-8f, decay: 0);
    }

    private Span<float> Block(int index) => new(_blocks[index], TShape.ParameterSize);
}
