using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;
using EdgeSeq.Numerics;
using EdgeSeq.Training;

namespace EdgeSeq.Bench.Contestants;

/// <summary>EdgeSeq's kernels called as the trainer calls them, with a clock in between.</summary>
internal sealed unsafe class EdgeSeqTrainingParts<TShape> : ITrainingContestant
    where TShape : struct, ILanguageModel, ITrainableModel
{
    private const nuint Alignment = 64;
    private readonly Model<TShape> _model = new();
    private readonly TrainingBatches _batches;
    private readonly float*[] _blocks;
    private readonly int _rowsAtATime, _workspaceSize;
    private double _power1 = 1, _power2 = 1;

    public EdgeSeqTrainingParts(Workload workload)
    {
        workload.Weights.CopyTo(TShape.Shape, _model.Parameters);
        TrainingBatches batches = workload.Batches;
        _batches = batches;
        _rowsAtATime = MicroBatches.RowsAtATime(batches.Batch, batches.Window, TShape.ParameterSize);
        _workspaceSize = TShape.WorkspaceSize(_rowsAtATime, batches.Window);
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

    private Span<float> Workspace => new(_blocks[5], _workspaceSize);

    public void Run(int iterations) => MeasureParts(iterations);

    public TrainingParts MeasureParts(int steps)
    {
        long forward = 0, backward = 0, update = 0;
        for (int i = 0; i < steps; i++)
        {
            ReadOnlySpan<int> inputs = _batches.Inputs(i), targets = _batches.Targets(i);
            Pass(inputs, targets, ref forward, ref backward);
            long start = Stopwatch.GetTimestamp();
            Update();
            update += Stopwatch.GetTimestamp() - start;
        }

        double unit = 1.0 / Stopwatch.Frequency / steps;
        return new TrainingParts(forward * unit, backward * unit, update * unit);
    }

    public double[] Probe() => _batches.Probe((inputs, targets) =>
    {
        long forward = 0, backward = 0;
        double loss = Pass(inputs, targets, ref forward, ref backward) / inputs.Length;
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

    /// <summary>Forward and back, so many rows at a time as the trainer takes.</summary>
    private double Pass(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ref long forward, ref long backward)
    {
        float scale = 1f / targets.Length;
        double sum = 0;
        long time = Stopwatch.GetTimestamp();
        TShape.Transpose(_model.Parameters, Transposed);
        backward += Elapsed(ref time);
        for (int row = 0; row < _batches.Batch; row += _rowsAtATime)
        {
            int rows = Math.Min(_rowsAtATime, _batches.Batch - row), window = _batches.Window;
            ReadOnlySpan<int> tokens = inputs.Slice(row * window, rows * window), classes = targets.Slice(row * window, rows * window);
            Span<float> states = new(_blocks[4] + row * TShape.StateSize, rows * TShape.StateSize);
            TShape.Forward(_model.Parameters, tokens, states, Workspace, rows, window);
            forward += Elapsed(ref time);
            sum = TShape.Backward(_model.Parameters, Transposed, tokens, classes, scale, Block(0), default, Workspace, rows, window, sum);
            backward += Elapsed(ref time);
        }

        return sum;
    }

    private static long Elapsed(ref long since)
    {
        long now = Stopwatch.GetTimestamp(), elapsed = now - since;
        since = now;
        return elapsed;
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
