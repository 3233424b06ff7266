using System.Diagnostics;
using System.Globalization;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Machine;
using EdgeSeq.Shapes;

namespace EdgeSeq.Bench.Peers;

/// <summary>
/// A peer in a process of its own, pinned to the same core. It says on a line what it is, then answers lines: <c>open</c> a
/// workload (<c>ok</c>, or <c>no</c> if it cannot), <c>probe</c> (the numbers), <c>run N</c> (the seconds), <c>close</c>.
/// </summary>
internal sealed class RemotePeer : IPeer
{
    private readonly string _command, _absence;
    private readonly string[] _arguments;
    private readonly bool _hasBytes;
    private Process? _process;

    private RemotePeer(string name, bool inQuickMode, bool hasBytes, string command, string[] arguments, string absence) =>
        (Name, InQuickMode, _hasBytes, _command, _arguments, _absence) = (name, inQuickMode, hasBytes, command, arguments, absence);

    public string Name { get; }

    public bool InQuickMode { get; }

    /// <summary>ONNX Runtime: <c>bench/EdgeSeq.Bench.Peers</c>, whose output lies beside this program's.</summary>
    public static RemotePeer OnnxRuntime(int? core) => new(
        "onnxruntime", inQuickMode: true, hasBytes: true, BuiltProject.Host, [BuiltProject.PathOf("EdgeSeq.Bench.Peers"), Core(core)],
        "ONNX Runtime is left out: dotnet build -c Release bench/EdgeSeq.Bench.Peers");

    /// <summary>PyTorch: <c>bench/peers/torch_peer.py</c> under the system's Python.</summary>
    /// <param name="core">The core that it is pinned to; null for any.</param>
    /// <param name="threads">How many it uses.</param>
    public static RemotePeer PyTorch(int? core, int threads = 1) => new(
        "torch", inQuickMode: false, hasBytes: false, "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peers", "torch_peer.py"), Core(core), threads.ToString(CultureInfo.InvariantCulture)],
        "PyTorch is left out: /usr/bin/python3 has no torch. Debian: apt-get install python3-torch libopenblas0-pthread");

    public string? Prepare(IReadOnlyList<Workload> workloads, bool quick)
    {
        // The host of a program that is not there says so in lines that look like an answer.
        if (!File.Exists(_arguments[0]))
        {
            return _absence;
        }

        var start = new ProcessStartInfo(_command, _arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Comparison.OneCoreFactor] = "1";
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return _absence;
        }

        _process.ErrorDataReceived += (_, line) => Console.Error.Write(_process is null || line.Data is null ? "" : $"{Name}: {line.Data}\n");
        string? version = _process.StandardOutput.ReadLine();
        if (version is null)
        {
            Dispose();
            return _absence;
        }

        _process.BeginErrorReadLine();
        return version;
    }

    public IEnumerable<IContestant> Enter(Workload workload)
    {
        if (_process is null || !(workload.IsOfCells || (_hasBytes && workload.HasPeersOfBytes)))
        {
            return [];
        }

        string file = WorkloadFile.Write(workload);
        ModelShape shape = workload.Shape;
        string answer = Ask($"open {workload.Name} {workload.CellName} {workload.Weights.Rows} {shape.Hidden} {shape.Outputs} {workload.Batch} {workload.Window} {file}");
        File.Delete(file);
        return answer == "ok" ? [new RemoteContestant(this, workload.NameOf(Name))] : [];
    }

    /// <summary>Sends a line and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    public string Ask(string line)
    {
        _process!.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name} ended while it was asked to {line}.");
    }

    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.Dispose();
        _process = null;
    }

    private static string Core(int? core) => core?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
