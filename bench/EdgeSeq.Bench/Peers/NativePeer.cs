using System.Runtime.InteropServices;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Shapes;

namespace EdgeSeq.Bench.Peers;

/// <summary>A compiled C peer, loaded with the reference weights. See <c>bench/native</c> for the functions.</summary>
internal sealed unsafe class NativePeer : IDisposable
{
    private readonly nint _library;

    public NativePeer(string path, ReferenceWeights weights)
        : this(path)
    {
        var load = (delegate* unmanaged<float*, float*, float*, float*, float*, float*, void>)NativeLibrary.GetExport(_library, "peer_load");
        fixed (float* wx = weights.Input, u = weights.Recurrent, b = weights.Bias, c = weights.RecurrentBias)
        fixed (float* wy = weights.Head, by = weights.HeadBias)
        {
            load(wx, u, b, c, wy, by);
        }
    }

    /// <summary>Without weights; whoever asked for it loads them.</summary>
    public NativePeer(string path) => _library = NativeLibrary.Load(path);

    /// <summary>Address of a function.</summary>
    public nint this[string name] => NativeLibrary.GetExport(_library, name);

    /// <summary>The sizes that every source takes.</summary>
    public static string CellDefines(ModelShape shape) =>
        $"-DCELL={shape.Cell switch { Cell.ElmanTanh => 0, Cell.GruResetAfter => 1, _ => 2 }} -DH={shape.Hidden}";

    /// <summary>A contestant from its library.</summary>
    public static IContestant Enter(Workload workload, string peer, string library) => workload.Kind switch
    {
        WorkloadKind.Network => new NativeNetworkStep(peer, library, workload),
        WorkloadKind.Sequence or WorkloadKind.SequenceBytes => new NativeSequence(peer, library, workload),
        WorkloadKind.Training => new NativeTraining(peer, library, workload),
        _ => new NativeStep(peer, library, workload),
    };

    public void Dispose() => NativeLibrary.Free(_library);
}
