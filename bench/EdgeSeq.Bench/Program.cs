using System.CommandLine;
using BenchmarkDotNet.Running;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Generator;

// "compare" and "parts" are our own side-by-side runs, "generator" measures the generator; everything after "bdn" goes to BenchmarkDotNet, e.g. bdn --filter *Step*.
var root = new RootCommand("Benchmarks of EdgeSeq and its peers.") { CompareCommand.Create(), PartsCommand.Create(), GeneratorCommand.Create() };
if (args is ["bdn", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest);
    return 0;
}

return root.Parse(args).Invoke();
