using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Networks;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx;

/// <summary>Models to and from ONNX files. Inputs, outputs, gate orders and limits: <c>docs/onnx.md</c>.</summary>
public static class OnnxModel
{
    /// <summary>
    /// Writes a model as an ONNX file. The file appears whole or not at all.
    /// </summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; replaced if it exists, by one of the same permissions. A device, FIFO or pipe is written to.</param>
    /// <param name="options">Its defaults if null.</param>
    /// <exception cref="NotSupportedException">ONNX has no operator for the cell, or for a node of the network; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">A weight is not finite: no file that holds it could be imported. Nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static void Export<TShape>(Model<TShape> model, string path, OnnxExportOptions? options = null)
        where TShape : struct, ISequenceModel
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] file = Export(model, options);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>A model as an ONNX file in memory.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="options">Its defaults if null.</param>
    /// <exception cref="NotSupportedException">ONNX has no operator for the cell, or for a node of the network.</exception>
    /// <exception cref="InvalidOperationException">A weight is not finite: no file that holds it could be imported.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static byte[] Export<TShape>(Model<TShape> model, OnnxExportOptions? options = null)
        where TShape : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        if (TShape.Shape.Network.Length == 0)
        {
            CellOperator.Of(TShape.Shape);
        }

        return Write(NamedModel.Of(model), options ?? new());
    }

    /// <summary>Reads a model from an ONNX file.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="options">Its defaults if null.</param>
    /// <exception cref="ModelFormatException">The file is damaged, a node does not fit, or it holds a model of another shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Model<TShape> Import<TShape>(string path, OnnxImportOptions? options = null)
        where TShape : struct, ISequenceModel
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Import<TShape>(File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path)), options);
    }

    /// <summary>Reads a model from an ONNX file in memory.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Its defaults if null.</param>
    /// <exception cref="ModelFormatException">The file is damaged, a node does not fit, or it holds a model of another shape.</exception>
    public static Model<TShape> Import<TShape>(ReadOnlyMemory<byte> file, OnnxImportOptions? options = null)
        where TShape : struct, ISequenceModel => Import<TShape>(file, folder: null, options);

    private static Model<TShape> Import<TShape>(ReadOnlyMemory<byte> file, string? folder, OnnxImportOptions? options)
        where TShape : struct, ISequenceModel
    {
        NamedModel content = Content(file, folder, TShape.Shape);
        Model<TShape> model = Model<TShape>.Blank();
        try
        {
            content.CopyTo(model, options?.RoundPairs ?? false);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Replaces weights and all that the model carries by those of an ONNX file, if all of it is right; else the model is as before. Nobody may read the model
    /// meanwhile, as with <see cref="Model{TShape}.LoadWeights(string, ModelFileOptions?)"/>.
    /// </summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Its defaults if null.</param>
    /// <exception cref="ModelFormatException">The file is damaged, a node does not fit, or it holds a model of another shape.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static void ImportWeights<TShape>(Model<TShape> model, ReadOnlyMemory<byte> file, OnnxImportOptions? options = null)
        where TShape : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        Content(file, folder: null, TShape.Shape).CopyTo(model, options?.RoundPairs ?? false);
    }

    /// <summary>Reads a file without a compiled shape.</summary>
    internal static GraphContent Read(ReadOnlyMemory<byte> file, string? folder = null) => GraphReader.Read(OnnxFile.Read(file, folder));

    /// <summary>Writes a file without a compiled shape.</summary>
    /// <exception cref="NotSupportedException">ONNX has no operator for the cell, or for a node of the network.</exception>
    internal static byte[] Write(NamedModel model, OnnxExportOptions options)
    {
        var writer = new ProtoWriter();
        OnnxFile file = model.Shape.Network.Length > 0 ? NetworkWriter.Write(model, options.Activation) : GraphWriter.Write(model, options.Activation);
        if (model.HasHalves)
        {
            BFloat16Writer.Apply(file);
        }

        file.Write(writer);
        return writer.Written.ToArray();
    }

    private static NamedModel Content(ReadOnlyMemory<byte> bytes, string? folder, ModelShape shape)
    {
        OnnxFile file = OnnxFile.Read(bytes, folder);
        GraphContent content = GraphReader.Read(file);
        content.RequireFits(shape);
        ModelMetadata.Require(file.Metadata, shape, assumeCell: true);
        return shape.Weights == WeightType.Int8 && file.HasScales ? content.Model with { Scaled = ScaledWeights.Of(bytes, folder) } : content.Model;
    }
}
