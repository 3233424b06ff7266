using System.Runtime.InteropServices;
using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Peers;

/// <summary>What a peer in another process reads: the weights in the order of <see cref="ReferenceWeights.All"/>, then its inputs.</summary>
internal static class WorkloadFile
{
    /// <summary>Floats and int32, little-endian, one after the other.</summary>
    /// <returns>The path; the caller's to delete.</returns>
    public static string Write(Workload workload)
    {
        string path = Path.GetTempFileName();
        using FileStream file = File.Create(path);
        foreach (float[] values in workload.Weights.All)
        {
            file.Write(MemoryMarshal.AsBytes<float>(values));
        }

        switch (workload.Kind)
        {
            case WorkloadKind.Training:
                file.Write(MemoryMarshal.AsBytes(workload.Batches.AllInputs));
                file.Write(MemoryMarshal.AsBytes(workload.Batches.AllTargets));
                break;
            case WorkloadKind.StepDense or WorkloadKind.Sequence or WorkloadKind.SequenceBytes:
                file.Write(MemoryMarshal.AsBytes<float>(workload.Vectors));
                break;
            default:
                file.Write(MemoryMarshal.AsBytes<int>(workload.Tokens));
                break;
        }

        return path;
    }
}
