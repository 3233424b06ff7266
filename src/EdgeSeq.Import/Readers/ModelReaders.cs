using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Json;
using EdgeSeq.Import.Readers.Keras;
using EdgeSeq.Import.Readers.Onnx;
using EdgeSeq.Import.Readers.PyTorch;
using EdgeSeq.Import.Readers.Safetensors;

namespace EdgeSeq.Import.Readers;

/// <summary>Every reader; the one place to add one.</summary>
internal static class ModelReaders
{
    /// <summary>In the order in which they are asked.</summary>
    public static IReadOnlyList<IModelReader> All { get; } =
    [
        new RTNeuralReader(),
        new GuitarReader(),
        new NamReader(),
        new WordSegmenterReader(),
        new JsonDictionaryReader(),
        new SafetensorsDictionaryReader(),
        new PyTorchReader(),
        new KerasReader(),
        new KerasH5Reader(),
        new OnnxGraphReader(),
    ];

    /// <summary>Reads a file of any format.</summary>
    /// <exception cref="ModelFormatException">It is of none, damaged, or holds what EdgeSeq does not compute.</exception>
    public static ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        IModelReader reader = All.FirstOrDefault(reader => reader.Recognizes(file)) ?? throw new ModelFormatException(
            $"The file is of no format that is read: {string.Join(", ", All.Select(reader => reader.Format).Distinct())}.{Hint(file)}");
        ForeignModel model;
        try
        {
            model = reader.Read(file, options);
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"{reader.Format}: {e.Message}", e);
        }

        model.Prune();
        model.Metadata["imported_from"] = reader.Format;
        return model;
    }

    private static string Hint(ForeignFile file) =>
        file.StartsWith([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9]) ? " It is a PyTorch file of before version 1.6: load it and save it again."
        : file.Bytes.Length > 8 && file.Bytes.Span[4..8].SequenceEqual("TFL3"u8) ? " TFLite holds no layers any more: begin from the Keras model that it was made of; docs/import.md says how."
        : file.IsJson ? " Its JSON has none of the fields by which the tools are told apart." : "";
}
