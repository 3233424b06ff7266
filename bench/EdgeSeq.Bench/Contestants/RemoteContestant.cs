using System.Globalization;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>A workload that a peer in another process has opened.</summary>
internal sealed class RemoteContestant(RemotePeer peer, string name) : IContestant
{
    public string Peer => name;

    public void Run(int iterations) => Time(iterations);

    public double Time(int iterations) => double.Parse(peer.Ask($"run {iterations}"), CultureInfo.InvariantCulture);

    public double[] Probe() => Array.ConvertAll(peer.Ask("probe").Split(' '), number => double.Parse(number, CultureInfo.InvariantCulture));

    public void Dispose() => peer.Ask("close");
}
