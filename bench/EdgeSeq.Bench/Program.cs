using System.CommandLine;
using BenchmarkDotNet.Configs;
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
    // It builds this project and all that it needs anew, without the compiler's server: more than its two minutes.
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest, ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(20)));
    return 0;
}

return root.Parse(args).Invoke();
