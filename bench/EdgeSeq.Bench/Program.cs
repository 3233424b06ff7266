using System.CommandLine;
using BenchmarkDotNet.Running;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Decay;
using EdgeSeq.Bench.Generator;

// "compare", "parts" and "decay" are our own side-by-side runs, "generator" measures the generator; everything after "bdn" goes to BenchmarkDotNet, e.g. bdn --filter *Step*.
var root = new RootCommand("Benchmarks of EdgeSeq and its peers.") { CompareCommand.Create(), PartsCommand.Create(), DecayCommand.Create(), GeneratorCommand.Create() };
if (args is ["bdn", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest);
    return 0;
}

return root.Parse(args).Invoke();
