using System.CommandLine;
using BenchmarkDotNet.Running;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Decay;
using EdgeSeq.Bench.Flow;
using EdgeSeq.Bench.Generator;
using EdgeSeq.Bench.History;
using EdgeSeq.Bench.Startup;

// Everything after "bdn" goes to BenchmarkDotNet, e.g. bdn --filter *Step*; the rest are our own runs.
var root = new RootCommand("Benchmarks of EdgeSeq and its peers.")
{
    CompareCommand.Create(), PartsCommand.Create(), DecayCommand.Create(), GeneratorCommand.Create(), GradientFlowCommand.Create(),
    StartupCommand.Create(), ChartCommand.Create(),
};
if (args is ["bdn", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest);
    return 0;
}

return root.Parse(args).Invoke();
