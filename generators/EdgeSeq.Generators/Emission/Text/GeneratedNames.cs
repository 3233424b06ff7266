using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>
/// The names that generated text takes for itself, and those it relies on. A test reads the text of many shapes and says
/// which names are missing here.
/// </summary>
internal static class GeneratedNames
{
    private static readonly char[] Digits = [.. "0123456789"];

    /// <summary>Members of the declared struct.</summary>
    public static readonly HashSet<string> Members =
    [
        .. DialectCatalogue.All.Concat(DialectCatalogue.Int8).Select(dialect => dialect.Name),
        "Accumulate", "AdjointWorkspaceSize", "Adjoints", "Backward", "Forward", "GateOffset", "Hidden", "InputSize", "Logits", "Loss", "OutputSize", "Outputs", "ParameterCount", "ParameterSize",
        "Shape", "StateSize", "Step", "TrainableOffset", "TrainingForward", "TrainingWorkspaceSize", "Transpose", "TransposeSize", "Vocabulary", "Workspace", "WorkspaceSize",
    ];

    /// <summary>Members of the kernels of one instruction set, without the number that a layer has among several.</summary>
    public static readonly HashSet<string> KernelMembers = ["AddOutputGradients", "Attention", "AttentionAdjoints", "Embedding", "IsSupported", "Layer", "OutputLayer", "OutputRow", "OutputRows", "StoreOutput"];

    /// <summary>Keywords for types that a type of the user's with that name hides.</summary>
    public static readonly IReadOnlyList<(string Namespace, string Name)> HidableKeywords = [("System", "nint"), ("System", "nuint")];

    /// <summary>
    /// Types that the text calls by their simple names; a number behind the name is that of its type parameters. Without global:: before
    /// each the text can be read; the price is that no type of the user's may have one of these names in the very namespace, or the
    /// types, where a model is declared.
    /// </summary>
    public static readonly IReadOnlyList<(string Namespace, string Name)> Types =
    [
        .. In("EdgeSeq",
            "ILanguageModel", "IQuantizedModel", "ISequenceModel", "ITokenModel", "ITrainableModel", "IVectorModel", "SequenceInput", "SequenceTarget"),
        .. In("EdgeSeq.Shapes",
            "ModelShape", "PanelLayout", "ParameterKind", "WeightCodec", "WorkShare"),
        .. In("EdgeSeq.Numerics",
            "Activations", "AttentionShape", "DelayLine", "HeldSteps", "KernelGuard", "KernelMemory", "LayerWorkspace", "PanelShape", "PanelSums", "PanelTransposition", "PortableDot", "PortableFma",
            "RowBuffer", "StrideClock", "TokenTable", "WorkspaceBuilder"),
        .. In("EdgeSeq.Numerics", [.. DialectCatalogue.All.Select(dialect => dialect.Kernels), .. DialectCatalogue.Int8.SelectMany(dialect => StateFormat.All.Select(dialect.ByteKernels))]),
        .. In("System.CodeDom.Compiler",
            "GeneratedCodeAttribute"),
        .. In("System.ComponentModel",
            "EditorBrowsableAttribute", "EditorBrowsableState"),
        .. In("System.Diagnostics.CodeAnalysis",
            "SuppressMessageAttribute"),
        .. In("System",
            "ReadOnlySpan`1", "Span`1"),
        .. In("System.Runtime.CompilerServices",
            "MethodImplAttribute", "MethodImplOptions", "Unsafe"),
        .. In("System.Runtime.InteropServices",
            "MemoryMarshal"),
        .. In("System.Runtime.Intrinsics.Arm",
            "AdvSimd", "Dp"),
        .. In("System.Runtime.Intrinsics",
            "Vector128", "Vector128`1", "Vector256", "Vector256`1", "Vector512", "Vector512`1", "Vector64"),
        .. In("System.Runtime.Intrinsics.X86",
            "Avx512BW", "Avx512F", "AvxVnni", "Fma"),
    ];

    /// <summary>The namespaces of those types, which every file imports.</summary>
    public static readonly IReadOnlyList<string> Namespaces =
        [.. Types.Select(type => type.Namespace).Distinct().OrderBy(space => !space.StartsWith("System", StringComparison.Ordinal)).ThenBy(space => space, StringComparer.Ordinal)];

    /// <summary>True if kernels in a model of this name would find a member of their own where they mean the model.</summary>
    public static bool IsTaken(string model) => Members.Contains(model) || KernelMembers.Contains(model.TrimEnd(Digits));

    private static IEnumerable<(string Namespace, string Name)> In(string space, params string[] names) => names.Select(name => (space, name));
}
