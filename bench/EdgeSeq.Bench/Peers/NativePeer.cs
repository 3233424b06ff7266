using System.Runtime.InteropServices;

namespace EdgeSeq.Bench.Peers;

/// <summary>A compiled C peer, loaded with the reference weights. See <c>bench/native</c> for the functions.</summary>
internal sealed unsafe class NativePeer : IDisposable
{
    private readonly nint _library;

    public NativePeer(string path, ReferenceWeights weights)
    {
        _library = NativeLibrary.Load(path);
        var load = (delegate* unmanaged<float*, float*, float*, float*, float*, float*, void>)NativeLibrary.GetExport(_library, "peer_load");
        fixed (float* wx = weights.Input, u = weights.Recurrent, b = weights.Bias, c = weights.RecurrentBias)
        fixed (float* wy = weights.Head, by = weights.HeadBias)
        {
            load(wx, u, b, c, wy, by);
        }
    }

    /// <summary>Address of a function.</summary>
    public nint this[string name] => NativeLibrary.GetExport(_library, name);

    public void Dispose() => NativeLibrary.Free(_library);
}
