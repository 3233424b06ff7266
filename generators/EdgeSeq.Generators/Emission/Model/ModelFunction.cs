namespace EdgeSeq.Generators.Emission.Model;

/// <summary>A function of <c>ISequenceModel</c> that is handed on to the best instruction set.</summary>
internal sealed record ModelFunction(string Name, string ReturnType, string Parameters)
{
    public static IReadOnlyList<ModelFunction> All { get; } =
    [
        new("Step", "void", "ReadOnlySpan<float> parameters, Span<float> state, int token"),
        new("Logits", "void", "ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> logits"),
        new("Transpose", "void", "ReadOnlySpan<float> parameters, Span<float> transpose"),
        new("Forward", "void", "ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, Span<float> states, Span<float> workspace, int batch, int window"),
        new("Loss", "double", "ReadOnlySpan<float> parameters, ReadOnlySpan<int> targets, Span<float> workspace, int batch, int window, double sum"),
        new("Backward", "double", "ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets, "
            + "float scale, Span<float> gradients, Span<float> workspace, int batch, int window, double sum"),
    ];

    public bool Returns => ReturnType != "void";

    public string Signature => $"{ReturnType} {Name}({Parameters})";

    public string Arguments => string.Join(", ", Parameters.Split(',').Select(parameter => parameter.Trim().Split(' ').Last()));
}
