namespace EdgeSeq.Bench.Peers;

/// <summary>All peers, in the order of the CSV file.</summary>
internal static class PeerCatalogue
{
    /// <param name="compiler">The system's; null if there is none.</param>
    /// <param name="core">The core to measure on.</param>
    public static IPeer[] Create(CCompiler? compiler, int? core) =>
    [
        new CPeer(compiler), new OneDnnPeer(compiler), RemotePeer.OnnxRuntime(core), RemotePeer.PyTorch(core),
        new ManagedPeer<TensorLoops>(flopLimit: 4e9), new ManagedPeer<PlainLoops>(flopLimit: 0.4e9),
    ];
}
