namespace EdgeSeq.Bench.Peers;

/// <summary>All peers, in the order of the CSV file.</summary>
internal static class PeerCatalogue
{
    /// <param name="compiler">The system's; null if there is none.</param>
    /// <param name="core">The core to measure on.</param>
    /// <param name="rtNeural">The user's copy of RTNeural; null for none.</param>
    public static IPeer[] Create(CCompiler? compiler, int? core, DirectoryInfo? rtNeural) =>
    [
        new CPeer(compiler), new RTNeuralPeer(compiler, rtNeural), new OneDnnPeer(compiler), RemotePeer.OnnxRuntime(core), RemotePeer.PyTorch(core),
        new ManagedPeer<TensorLoops>(flopLimit: 4e9), new ManagedPeer<PlainLoops>(flopLimit: 0.4e9),
    ];
}
