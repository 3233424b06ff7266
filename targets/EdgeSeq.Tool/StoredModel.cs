using EdgeSeq.Import.Writing;
using EdgeSeq.Models;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Targets.Tool;

/// <summary>One row of the table of tensors.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type of number.</param>
/// <param name="Dimensions">Sizes.</param>
internal sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Dimensions);

/// <summary>A model file that was read without a compiled shape.</summary>
/// <param name="Tensors">As they are stored.</param>
/// <param name="Metadata">Free text by key.</param>
/// <param name="Model">Shape and numbers; weights of 8 bits as the floats that they stand for.</param>
/// <param name="Assumed">What the file does not say of its shape, and was assumed.</param>
internal sealed record StoredModel(
    IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata, NamedModel Model, IReadOnlyList<string> Assumed)
{
    /// <summary>What the file does not say and may as well be otherwise; null if there is no such thing.</summary>
    public string? Unknown { get; init; }

    /// <summary>The type of its weights.</summary>
    public WeightType Weights => Tensors.Any(IsInt8) ? WeightType.Int8 : Model.HasHalves ? WeightType.BFloat16 : WeightType.Float32;

    /// <summary>How many of its numbers are of that type, if it is another than floats.</summary>
    public long Rounded => Tensors.Where(tensor => IsInt8(tensor) || IsBFloat16(tensor)).Sum(tensor => tensor.Dimensions.Aggregate(1L, (product, size) => product * size));

    /// <summary>The attribute of the shape that the file is for.</summary>
    public string Declared => Declare(Weights);

    /// <summary>The attribute of the same shape with weights of another type.</summary>
    public string Declare(WeightType weights) => Declaration.Of(Model.Shape, weights);

    /// <summary>The model, of which something is to be made.</summary>
    /// <exception cref="NotSupportedException">What it computes is not known.</exception>
    public NamedModel Known => Unknown is null ? Model : throw new NotSupportedException($"The file does not say {Unknown}. Say it with --tokens or --vectors.");

    /// <summary>Weights of a type, for messages.</summary>
    public static string Title(WeightType weights) => weights switch
    {
        WeightType.Int8 => "8 bits",
        WeightType.BFloat16 => "16 bits",
        _ => "floats",
    };

    /// <summary>Weights of a type as this model runs with them, for messages.</summary>
    public string TitleOf(WeightType weights) => Title(weights) + (weights == WeightType.Int8 && Model.Shape.StateBits != 8 ? $" and states of {Model.Shape.StateBits}" : "");

    /// <summary>Whether a file is ONNX: by its name.</summary>
    /// <exception cref="NotSupportedException">The name says neither.</exception>
    public static bool IsOnnx(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".ONNX" => true,
        ".SAFETENSORS" => false,
        _ => throw new NotSupportedException($"{path} ends in neither .safetensors nor .onnx."),
    };

    /// <summary>Opens a file so that it can be read again and its length is known: a pipe, which can be opened only once, is read into memory.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Stream Open(string path)
    {
        FileStream file = File.OpenRead(path);
        if (file.CanSeek)
        {
            return file;
        }

        using (file)
        {
            var content = new MemoryStream();
            file.CopyTo(content);
            content.Position = 0;
            return content;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
    /// <exception cref="ModelFormatException">It is damaged, or no model.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StoredModel Read(string path, bool? readsTokens)
    {
        using Stream file = Open(path);
        return Read(path, file, readsTokens);
    }

    /// <summary>Reads an open file.</summary>
    /// <param name="path">Its name, which says its kind.</param>
    /// <param name="file">What <see cref="Open"/> gave.</param>
    /// <param name="readsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
    /// <exception cref="ModelFormatException">It is damaged, or no model.</exception>
    public static StoredModel Read(string path, Stream file, bool? readsTokens) => IsOnnx(path) ? ReadOnnx(file, Path.GetDirectoryName(Path.GetFullPath(path))) : ReadSafetensors(file, readsTokens);

    private static bool IsInt8(StoredTensor tensor) => tensor.Type == FloatType.Int8 || tensor.Type == NumberType.Find(NumberType.Int8)!.Name;

    private static bool IsBFloat16(StoredTensor tensor) => tensor.Type == FloatType.BFloat16 || tensor.Type == NumberType.Find(NumberType.BFloat16)!.Name;

    /// <summary>Whether all matrices are of bfloat16.</summary>
    private static bool AreHalves(IEnumerable<StoredTensor> tensors) => tensors.Where(tensor => tensor.Dimensions.Count > 1).All(IsBFloat16);

    private static StoredModel ReadOnnx(Stream stream, string? folder)
    {
        byte[] bytes = stream.Length <= Array.MaxLength ? new byte[stream.Length]
            : throw new ModelFormatException($"The file has {stream.Length} bytes; an ONNX file has at most 2 GiB.");
        stream.ReadExactly(bytes);
        OnnxFile file = OnnxFile.Read(bytes, folder);
        StoredTensor[] stored = [.. file.Tensors.Values.Select(t => new StoredTensor(t.Name, NumberType.Find(t.DataType)?.Name ?? $"type {t.DataType}", t.Dimensions))];
        GraphContent content = GraphReader.Read(file);
        List<string> assumed = content.Activation is null && content.Model.Shape.Head != Head.None && !file.Metadata.ContainsKey(SafetensorsFormat.HeadKey)
            ? [$"head {content.Model.Shape.Head}"] : [];
        HashSet<string> biases = [.. file.Nodes.Where(node => CellOperator.All.Any(cell => cell.Name == node.Operator)).Select(node => node.Input(3))];
        bool hasHalves = AreHalves(stored.Where(tensor => !biases.Contains(tensor.Name)));
        return new(stored, file.Metadata, content.Model with { HasHalves = hasHalves }, assumed);
    }

    private static StoredModel ReadSafetensors(Stream stream, bool? readsTokens)
    {
        SafetensorsHeader header = SafetensorsReader.ReadHeader(stream);
        List<string> assumed = [];
        ModelShape shape = ShapeGuess.Of(header, readsTokens, assumed, out string? unknown);
        IReadOnlyList<ExpectedTensor> expected = ExpectedTensors.In(header, shape);
        ReadOnlySpan<float> values = SafetensorsReader.ReadFloats(stream, header, expected);
        var description = new ModelDescription(shape);
        DescriptionTexts.Read(header.Metadata, shape, description);
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (ExpectedTensor tensor in expected)
        {
            tensors.Add(tensor.Name, values[..tensor.Length].ToArray());
            values = values[tensor.Length..];
        }

        var scales = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (ExpectedTensor tensor in expected.Where(tensor => tensor.IsInt8))
        {
            tensors.Remove(ScaledTensors.ScalesOf(tensor).Name, out float[]? own);
            ScaledTensors.Scale(tensor.Name, tensors[tensor.Name], own);
            scales.Add(tensor.Name, own!);
        }

        StoredTensor[] stored = [.. header.Tensors.Select(t => new StoredTensor(t.Key, t.Value.Dtype, t.Value.Dimensions))];
        return new(stored, header.Metadata, new(shape, tensors, description) { Scales = scales, HasHalves = AreHalves(stored) }, assumed) { Unknown = unknown };
    }
}
