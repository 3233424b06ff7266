namespace EdgeSeq.Bench.Peers;

/// <summary>All peers, in the order of the CSV file.</summary>
internal static class PeerCatalogue
{
    public static IPeer[] Create(CCompiler? compiler) =>
    [
        new CPeer(compiler), new OneDnnPeer(compiler), new ManagedPeer<TensorLoops>(flopLimit: 4e9), new ManagedPeer<PlainLoops>(flopLimit: 0.4e9),
    ];
}
