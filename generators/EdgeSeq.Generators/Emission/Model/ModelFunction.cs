using EdgeSeq.Generators.Declaration;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>A function of a model's interfaces that is handed on to the best instruction set.</summary>
internal sealed record ModelFunction(string Name, string ReturnType, string Parameters)
{
    /// <summary>What a forward pass is given.</summary>
    public const string ForwardParameters =
        "ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window";

    private static readonly ModelFunction[] Window =
    [
        new("Forward", "void", ForwardParameters),
        new("Outputs", "void", "ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window"),
        new("Loss", "double", "ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum, Span<float> losses = default"),
    ];

    private static readonly ModelFunction[] Training =
    [
        new("Transpose", "void", "ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share = default"),
        new("Backward", "double", "ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale, "
            + "Span<float> gradients, Span<float> stateGradients, Span<float> workspace, int batch, int window, double sum"),
        new("Adjoints", "void", "ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale, "
            + "Span<float> stateGradients, Span<float> workspace, Span<float> losses, int batch, int window"),
        new("Accumulate", "void", "in SequenceInput input, Span<float> gradients, Span<float> workspace, int batch, int window, WorkShare share = default"),
    ];

    private static readonly ModelFunction Quantized =
        new("TrainingForward", "void", ForwardParameters);

    private static readonly ModelFunction StepToken = new("Step", "void", "ReadOnlySpan<float> parameters, Span<float> state, int token");

    private static readonly ModelFunction StepVector = new("Step", "void", "ReadOnlySpan<float> parameters, Span<float> state, ReadOnlySpan<float> x");

    private static readonly ModelFunction Logits = new("Logits", "void", "ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> outputs");

    public bool Returns => ReturnType != "void";

    public string Signature => $"{ReturnType} {Name}({Parameters})";

    public string Arguments => string.Join(", ", Parameters.Split(',').Select(Argument));

    private static string Argument(string parameter)
    {
        string[] words = parameter.Split('=')[0].Trim().Split(' ');
        return words[0] == "in" ? "in " + words.Last() : words.Last();
    }

    /// <summary>The functions of a shape.</summary>
    public static IEnumerable<ModelFunction> Of(ModelSpec spec) =>
        [.. spec.Streams ? [spec.Vocabulary > 0 ? StepToken : StepVector, Logits] : Array.Empty<ModelFunction>(), .. Window, .. spec.Trains ? Training : [Quantized]];

    /// <summary>The interfaces of a shape: what can be done with it, for the compiler to check.</summary>
    public static string InterfacesOf(ModelSpec spec) => Inference(spec) + (spec.Trains ? ", ITrainableModel" : ", IQuantizedModel");

    private static string Inference(ModelSpec spec) =>
        spec.IsLanguageModel ? "ILanguageModel"
        : !spec.Streams ? "ISequenceModel"
        : spec.Vocabulary > 0 ? "ITokenModel"
        : "IVectorModel";
}
