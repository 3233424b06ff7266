using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Peers.Onnx;

/// <summary>Steps or whole sequences by ONNX Runtime; it does not train.</summary>
internal sealed class OnnxContestant : IContestant
{
    private readonly Workload _workload;
    private readonly OnnxSession _session;

    private OnnxContestant(Workload workload)
    {
        _workload = workload;
        int outputs = workload.Kind == WorkloadKind.StepOutput ? workload.Shape.Outputs : 0;
        _session = new OnnxSession(
            workload.HasPeersOfBytes ? QuantizedLstm.Of(OnnxExport.Create(workload)) : OnnxExport.Create(workload), workload.Weights.Rows, workload.Window, workload.Shape.Hidden, outputs, workload.Shape.Cell == Cell.Lstm);
    }

    public string Peer => _workload.NameOf("onnxruntime");

    public static IContestant? Create(Workload workload) =>
        workload.Kind is WorkloadKind.Training or WorkloadKind.Sample ? null : new OnnxContestant(workload);

    public void Run(int iterations)
    {
        float[] input = _session.Input;
        for (int i = 0; i < iterations; i++)
        {
            switch (_workload.Kind)
            {
                case WorkloadKind.Sequence or WorkloadKind.SequenceBytes:
                    _workload.Vectors.AsSpan(0, input.Length).CopyTo(input);
                    _session.RunFromZero();
                    break;
                case WorkloadKind.StepDense:
                    _workload.Vectors.AsSpan((i & (StepWorkload.Vectors - 1)) * input.Length, input.Length).CopyTo(input);
                    _session.Run();
                    break;
                default:
                    int token = _workload.Tokens[i & (StepWorkload.Tokens - 1)];
                    input[token] = 1;
                    _session.Run();
                    input[token] = 0;
                    break;
            }
        }
    }

    public double[] Probe()
    {
        Run(_workload.ProbeIterations);
        int hidden = _workload.Shape.Hidden;
        return StepWorkload.ToDoubles(_workload.Kind switch
        {
            WorkloadKind.StepOutput => _session.Output,
            WorkloadKind.Sequence or WorkloadKind.SequenceBytes => _session.Output.AsSpan((_workload.Window - 1) * hidden, hidden),
            _ => _session.State,
        });
    }

    public void Dispose() => _session.Dispose();
}
