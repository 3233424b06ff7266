using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers;
using EdgeSeq.Import.Writing;
using EdgeSeq.Shapes;

namespace EdgeSeq.Import;

/// <summary>Reads models that others trained. Formats, and what of each is read: <c>docs/import.md</c>.</summary>
public static class ModelImport
{
    /// <summary>Reads a file into a model of a shape that is compiled in.</summary>
    /// <typeparam name="TShape">The declared shape, as <c>edgeseq import</c> writes it.</typeparam>
    /// <param name="path">The file; its content says of which format it is.</param>
    /// <param name="options">What the file does not say; its defaults if null.</param>
    /// <exception cref="ModelFormatException">The file is damaged, of no format that is read, holds what EdgeSeq does not compute, or a model of another shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Model<TShape> Load<TShape>(string path, ImportOptions? options = null)
        where TShape : struct, ISequenceModel
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load<TShape>(Open(path), options);
    }

    /// <summary>Reads a file in memory into a model of a shape that is compiled in.</summary>
    /// <inheritdoc cref="Load{TShape}(string, ImportOptions?)"/>
    /// <param name="file">The whole file.</param>
    /// <param name="options">What the file does not say; its defaults if null.</param>
    public static Model<TShape> Load<TShape>(ReadOnlyMemory<byte> file, ImportOptions? options = null)
        where TShape : struct, ISequenceModel => Load<TShape>(new ForeignFile(file), options);

    /// <summary>Reads a file, and says what it holds and how to declare it.</summary>
    /// <param name="path">The file; its content says of which format it is.</param>
    /// <param name="options">What the file does not say; its defaults if null.</param>
    /// <exception cref="ModelFormatException">The file is damaged, of no format that is read, or holds what EdgeSeq does not compute.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ImportedModel Read(string path, ImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(ModelReaders.Read(Open(path), options ?? new()));
    }

    /// <summary>Reads a file in memory, and says what it holds and how to declare it.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">What the file does not say; its defaults if null.</param>
    /// <exception cref="ModelFormatException">The file is damaged, of no format that is read, or holds what EdgeSeq does not compute.</exception>
    public static ImportedModel Read(ReadOnlyMemory<byte> file, ImportOptions? options = null) => new(ModelReaders.Read(new ForeignFile(file), options ?? new()));

    private static ForeignFile Open(string path) => new(File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path)));

    private static Model<TShape> Load<TShape>(ForeignFile file, ImportOptions? options)
        where TShape : struct, ISequenceModel
    {
        ForeignModel foreign = ModelReaders.Read(file, options ?? new());
        ModelShape shape = TShape.Shape;

        // Many models can be said in both ways, and which one was taken is the program's choice.
        WrittenModel written = (shape.Network.Length > 0 ? null : PlainForm.Write(foreign, shape.Name)) ?? NetworkForm.Write(foreign, shape.Name);
        string found = Declaration.Of(written.Shape), declared = Declaration.Of(shape);
        return found == declared ? Model<TShape>.Load(written.ToFile(), new ModelFileOptions { AssumeCell = true })
            : throw new ModelFormatException($"The file holds another model than {shape.Name}: it takes\n{found}\nand {shape.Name} is\n{declared}");
    }
}
