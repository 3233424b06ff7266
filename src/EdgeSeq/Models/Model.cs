using CommunityToolkit.HighPerformance;
using EdgeSeq.Memory;
using EdgeSeq.Models;
using EdgeSeq.Storage;

namespace EdgeSeq;

/// <summary>The parameters of one model, in one aligned native block.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// Any number of <see cref="Session{TShape}"/>, <see cref="Sampler{TShape}"/> and <see cref="Evaluator{TShape}"/> may read
/// one model at a time, on any threads; while a <see cref="Trainer{TShape}"/> steps, nobody else may.
/// </remarks>
public sealed class Model<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly NativeBlock _block;

    /// <summary>A model with seeded random parameters.</summary>
    /// <param name="seed">The same seed gives the same parameters on every machine.</param>
    /// <param name="initialization">How; the default of its cell if null (<see cref="ModelShape.DefaultInitialization"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">The initialisation is not valid.</exception>
    public Model(ulong seed = 0, Initialization? initialization = null)
        : this(Validated(initialization), new RandomGenerator(seed))
    {
    }

    private Model(Initialization? initialization, RandomGenerator? random)
    {
        _block = new NativeBlock(TShape.ParameterSize, typeof(Model<TShape>));
        if (initialization is not null && random is not null)
        {
            ParameterInitializer.Fill(Parameters, Shape, initialization, random);
        }
    }

    /// <summary>What was declared, and where each parameter lies.</summary>
    public static ModelShape Shape => TShape.Shape;

    /// <summary>
    /// The parameter block, padding included: what kernels read. Write through <see cref="ParameterInfo.Layout"/> only,
    /// since padding must stay zero. The span is valid until the model is disposed or finalised.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Span<float> Parameters => _block.Section(0, TShape.ParameterSize);

    /// <summary>Reads a model from a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or holds a model of another shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Model<TShape> Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Load(stream);
    }

    /// <summary>Reads a model in safetensors format. The stream must end with the model.</summary>
    /// <param name="source">Read from its position on.</param>
    /// <exception cref="ModelFormatException">The data are damaged, or hold a model of another shape.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Model<TShape> Load(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        float[] values = SafetensorsReader.Read(source, Shape);
        var model = new Model<TShape>(null, null);
        CanonicalTensors.Import(Shape, values, model.Parameters);
        return model;
    }

    /// <summary>
    /// Writes a safetensors file with the tensor names of PyTorch. The file appears whole or not at all: the data are
    /// written to a temporary file in the same folder, flushed to the disk and renamed.
    /// </summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the model in safetensors format.</summary>
    /// <param name="destination">Written at its position; not closed.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SafetensorsWriter.Write(destination, Shape, Parameters);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// SHA-256 of the weights in lower-case hexadecimal: of the tensors as a saved file holds them (its bytes after the
    /// header), so it depends on neither padding nor instruction set. Every NaN counts as 0x7FC00000.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public string ComputeSha256()
    {
        string digest = CanonicalTensors.Sha256(Shape, Parameters);
        GC.KeepAlive(this);
        return digest;
    }

    /// <summary>Copies one parameter out of its panels.</summary>
    /// <param name="name">As in the equations: <c>W_r</c>, <c>U_n</c>, <c>b_y</c>.</param>
    /// <param name="destination">[inputs x outputs] of the parameter; one row for a bias.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or its size differs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void CopyParameterTo(string name, Span2D<float> destination)
    {
        ParameterInfo parameter = Find(name, destination.Height, destination.Width);
        Span<float> block = Parameters;
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                destination[k, j] = block[parameter.Layout.IndexOf(k, j)];
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Sets one parameter.</summary>
    /// <param name="name">As in the equations: <c>W_r</c>, <c>U_n</c>, <c>b_y</c>.</param>
    /// <param name="source">[inputs x outputs] of the parameter; one row for a bias.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or its size differs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void SetParameter(string name, ReadOnlySpan2D<float> source)
    {
        ParameterInfo parameter = Find(name, source.Height, source.Width);
        Span<float> block = Parameters;
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                block[parameter.Layout.IndexOf(k, j)] = source[k, j];
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Frees the block.</summary>
    public void Dispose() => _block.Dispose();

    private static Initialization Validated(Initialization? initialization)
    {
        initialization ??= Shape.DefaultInitialization;
        initialization.Validate();
        return initialization;
    }

    private static ParameterInfo Find(string name, int rows, int columns)
    {
        ParameterInfo parameter = Shape.Parameters.FirstOrDefault(p => p.Name == name)
            ?? throw new ArgumentException(
                $"{Shape.Name} has no parameter {name}; it has {string.Join(", ", Shape.Parameters.Select(p => p.Name))}.", nameof(name));
        return parameter.Rows == rows && parameter.Columns == columns
            ? parameter
            : throw new ArgumentException(
                $"{name} is {parameter.Rows} x {parameter.Columns} (inputs x outputs); the given span is {rows} x {columns}.", nameof(name));
    }
}
