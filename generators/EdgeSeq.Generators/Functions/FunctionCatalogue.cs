namespace EdgeSeq.Generators.Functions;

/// <summary>Every elementary function there is.</summary>
internal static class FunctionCatalogue
{
    public static IReadOnlyList<FunctionDefinition> All { get; } =
    [
        ExpFunction.Definition,
        LogFunction.Definition,
        SigmoidFunction.Definition,
        TanhFunction.Definition,
        ReluFunction.Definition,
        StepFunction.Definition,
        FlushFunction.Definition,
    ];

    public static FunctionDefinition? Find(string name) => All.FirstOrDefault(function => function.Name == name);
}
