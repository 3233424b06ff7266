using EdgeSeq.Import.Form;
using EdgeSeq.Import.Writing;

namespace EdgeSeq.Import;

/// <summary>What a file of another tool holds, before any shape is compiled: made by <see cref="ModelImport.Read(string, ImportOptions?)"/>.</summary>
public sealed class ImportedModel
{
    private readonly ForeignModel _model;

    internal ImportedModel(ForeignModel model)
    {
        _model = model;
        Written = PlainForm.Write(model, "Imported") ?? NetworkForm.Write(model, "Imported");
        Declaration = Writing.Declaration.Of(Written.Shape);
        Layers = [.. model.Nodes.Select(node => new ImportedLayer(node.Name, node.Kind, node.Size, node.Parameters))];
    }

    /// <summary>The tool's format: <c>RTNeural JSON</c>.</summary>
    public string Format => _model.Format;

    /// <summary>What it is made of, in an order in which it is computed.</summary>
    public IReadOnlyList<ImportedLayer> Layers { get; }

    /// <summary>What the file does not say, and was assumed.</summary>
    public IReadOnlyList<string> Assumed => _model.Assumed;

    /// <summary>What the file has and the model does without: tensors that only count, and those of <see cref="ImportOptions.Ignore"/>.</summary>
    public IReadOnlyList<string> Ignored => _model.Ignored;

    /// <summary>The attribute to declare it by, with the cells that it needs in front: what stands above <c>public readonly partial struct</c>.</summary>
    public string Declaration { get; }

    /// <summary>V, where tokens come in; else 0.</summary>
    public int Vocabulary => _model.Vocabulary;

    /// <summary>D, where vectors come in; else 0.</summary>
    public int Inputs => _model.Inputs;

    /// <summary>Shape and tensors.</summary>
    internal WrittenModel Written { get; }

    /// <summary>A whole file of C# that declares the shape.</summary>
    /// <param name="name">Of the type.</param>
    public string ToSource(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"using EdgeSeq;\n\n{Declaration}\npublic readonly partial struct {name};\n";
    }
}
