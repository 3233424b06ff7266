using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>How the parameters of a layer are called.</summary>
/// <param name="Module">The node of a network, which begins the names; empty where layers are numbered.</param>
/// <param name="Files">Names in files of parameters that are not called as in the equations there.</param>
/// <param name="IsStacked">True where files hold the gates stacked, as PyTorch's modules do.</param>
internal sealed record LayerNames(string Module, EquatableArray<(string Name, string File)> Files, bool IsStacked)
{
    /// <summary>Steps of the kernel, where the layer is a convolution whose matrix holds those of a channel side by side; else 0.</summary>
    public int Kernel { get; init; }

    /// <summary>Steps of the kernel, where the layer is a depthwise convolution with a vector for each: its first vectors, and one parameter; else 0.</summary>
    public int Steps { get; init; }

    /// <summary>The parameter of learned vectors whose numbers the input matrix has; null for one of its own.</summary>
    public string? TiedTo { get; init; }

    /// <summary>Those of layers one above the other.</summary>
    public static LayerNames Numbered { get; } = new("", default, IsStacked: true);

    /// <summary>A parameter's name in the model: layers that are numbered have PyTorch's endings, those of a network its name in front.</summary>
    public string Of(string name, int layer, bool isReverse)
    {
        string reverse = isReverse ? "_reverse" : "";
        return Module.Length > 0 ? $"{Module}.{name}{reverse}" : $"{name}{(layer == 0 ? "" : $"_l{layer}")}{reverse}";
    }

    /// <summary>A parameter's name in files; null where its gates are stacked, or numbered layers are called by another rule.</summary>
    public string? FileName(string name, bool isReverse) => Module.Length == 0 || IsStacked ? null
        : $"{Module}.{(Files.FirstOrDefault(other => other.Name == name) is { File: { } file } ? file : name)}{(isReverse ? "_reverse" : "")}";
}
