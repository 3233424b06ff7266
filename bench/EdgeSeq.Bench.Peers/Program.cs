using System.Globalization;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Machine;
using EdgeSeq.Bench.Peers.Onnx;

// Answers `compare`; RemotePeer.cs has the protocol. The argument is the core, "-" for none.
if (args is [var core] && core != "-")
{
    CorePinning.Pin(int.Parse(core, CultureInfo.InvariantCulture));
}

Console.WriteLine($"ONNX Runtime: {OnnxSession.Version}, one thread");
IContestant? contestant = null;
while (Console.ReadLine() is string line)
{
    string answer = "ok";
    switch (line.Split(' '))
    {
        case ["open", var name, var cell, _, var hidden, _, var batch, ..]:
            Workload? workload = Workloads.All.FirstOrDefault(candidate => candidate.Label == $"{name} {cell} H={hidden} B={batch}");
            contestant = workload is null ? null : OnnxContestant.Create(workload);
            answer = contestant is null ? "no" : "ok";
            break;
        case ["probe"]:
            answer = string.Join(' ', contestant!.Probe().Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
            break;
        case ["run", var iterations]:
            answer = contestant!.Time(int.Parse(iterations, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture);
            break;
        default:
            contestant?.Dispose();
            break;
    }

    Console.WriteLine(answer);
}
