using EdgeSeq.Memory;
using EdgeSeq.Storage;

namespace EdgeSeq;

/// <content>Files: safetensors with the tensor names of PyTorch, in and out.</content>
public sealed partial class Model<TShape>
{
    /// <summary>Reads a model from a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Names of modules; PyTorch's <c>rnn</c> and <c>head</c> if null.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or holds a model of another shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Model<TShape> Load(string path, ModelFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Load(stream, options);
    }

    /// <summary>Reads a model in safetensors format. The stream must end with the model.</summary>
    /// <param name="source">Read from its position on.</param>
    /// <param name="options">Names of modules; PyTorch's <c>rnn</c> and <c>head</c> if null.</param>
    /// <exception cref="ModelFormatException">The data are damaged, or hold a model of another shape.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Model<TShape> Load(Stream source, ModelFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Model<TShape> model = Blank();
        try
        {
            FileOf(options).Read(source, model.Parameters, model.Description);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Reads a model in safetensors format from memory.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="options">Names of modules; PyTorch's <c>rnn</c> and <c>head</c> if null.</param>
    /// <exception cref="ModelFormatException">The data are damaged, or hold a model of another shape.</exception>
    public static unsafe Model<TShape> Load(ReadOnlySpan<byte> source, ModelFileOptions? options = null)
    {
        // A stream has no place for the null of an empty span.
        ReadOnlySpan<byte> content = source.IsEmpty ? stackalloc byte[1] : source;
        fixed (byte* first = content)
        {
            using var stream = new UnmanagedMemoryStream(first, source.Length);
            return Load(stream, options);
        }
    }

    /// <summary>
    /// Replaces weights and all that the model carries by those of a safetensors file, if all of it is right; else the model is as before.
    /// Nobody may read the model meanwhile, or it would see some old and some new weights: to exchange weights while others read, load
    /// another model and hand that out.
    /// </summary>
    /// <inheritdoc cref="Load(string, ModelFileOptions?)"/>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void LoadWeights(string path, ModelFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        LoadWeights(stream, options);
    }

    /// <summary>
    /// Replaces weights and all that the model carries by those in safetensors format, if all of it is right; else the model is as before.
    /// Nobody may read the model meanwhile, or it would see some old and some new weights: to exchange weights while others read, load
    /// another model and hand that out.
    /// </summary>
    /// <inheritdoc cref="Load(Stream, ModelFileOptions?)"/>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void LoadWeights(Stream source, ModelFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _lifetime.ThrowIfClosed();
        using Model<TShape> read = Load(source, options);
        ReplaceBy(read);
    }

    /// <summary>
    /// Replaces weights and all that the model carries by those in safetensors format, if all of it is right; else the model is as before.
    /// Nobody may read the model meanwhile, or it would see some old and some new weights: to exchange weights while others read, load
    /// another model and hand that out.
    /// </summary>
    /// <inheritdoc cref="Load(ReadOnlySpan{byte}, ModelFileOptions?)"/>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void LoadWeights(ReadOnlySpan<byte> source, ModelFileOptions? options = null)
    {
        _lifetime.ThrowIfClosed();
        using Model<TShape> read = Load(source, options);
        ReplaceBy(read);
    }

    /// <summary>Takes weights, and what it carries, of a model that was read and is right.</summary>
    private void ReplaceBy(Model<TShape> read)
    {
        using Lifetime.Use use = _lifetime.Enter();
        read.Parameters.CopyTo(HeldParameters);
        Description.CopyFrom(read.Description);
    }

    /// <summary>
    /// Writes a safetensors file with the tensor names of PyTorch. The file appears whole or not at all: the data are
    /// written to a temporary file in the same folder, flushed to the disk and renamed.
    /// </summary>
    /// <param name="path">
    /// The file; replaced if it exists, by one of the same permissions. A device, FIFO or pipe is written to, and so is a file whose folder
    /// takes no other, or that is a mount of its own.
    /// </param>
    /// <param name="options">Names of modules; PyTorch's <c>rnn</c> and <c>head</c> if null.</param>
    /// <exception cref="InvalidOperationException">A weight is not finite: no file that holds it could be loaded. Nothing was written.</exception>
    /// <exception cref="ArgumentException">Two tensors would have the same name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(string path, ModelFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Lifetime.Use use = _lifetime.Enter();
        using var reader = new WeightReader(_weights);
        ModelFile file = Checked(options, reader.Held);
        AtomicFile.Write(path, stream => file.Write(stream, reader.Held, Description));
    }

    /// <summary>Writes the model in safetensors format.</summary>
    /// <param name="destination">Written at its position; not closed.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A weight is not finite: no file that holds it could be loaded. Nothing was written.</exception>
    /// <exception cref="ArgumentException">Two tensors would have the same name.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(Stream destination) => Save(destination, null);

    /// <inheritdoc cref="Save(Stream)"/>
    /// <param name="destination">Written at its position; not closed.</param>
    /// <param name="options">Names of modules; PyTorch's <c>rnn</c> and <c>head</c> if null.</param>
    public void Save(Stream destination, ModelFileOptions? options)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using Lifetime.Use use = _lifetime.Enter();
        using var reader = new WeightReader(_weights);
        Checked(options, reader.Held).Write(destination, reader.Held, Description);
    }

    /// <summary>Writes the model in safetensors format to memory.</summary>
    /// <param name="destination">At least <see cref="GetSavedSize"/> bytes.</param>
    /// <param name="options">Names of modules; PyTorch's <c>rnn</c> and <c>head</c> if null.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The span is too short, or two tensors would have the same name; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">A weight is not finite: no file that holds it could be loaded. Nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public unsafe int Save(Span<byte> destination, ModelFileOptions? options = null)
    {
        int size = (int)Math.Min(GetSavedSize(options), int.MaxValue);
        Require.AtLeast(destination.Length, size, nameof(destination), "bytes");
        fixed (byte* first = destination)
        {
            using var stream = new UnmanagedMemoryStream(first, 0, size, FileAccess.Write);
            Save(stream, options);
        }

        return size;
    }

    /// <summary>Bytes of the model in safetensors format.</summary>
    /// <param name="options">Names of modules; PyTorch's <c>rnn</c> and <c>head</c> if null.</param>
    public long GetSavedSize(ModelFileOptions? options = null)
    {
        ModelFile file = FileOf(options);
        return file.Header(Description).Length + file.DataSize;
    }

    /// <summary>
    /// SHA-256 of the weights in lower-case hexadecimal: of the tensors as a saved file holds them (its bytes after the
    /// header), so it depends on neither padding nor instruction set. Every NaN counts as 0x7FC00000.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public string ComputeSha256()
    {
        using Lifetime.Use use = _lifetime.Enter();
        using var reader = new WeightReader(_weights);
        return FileOf(null).Sha256(reader.Held);
    }

    private static ModelFile FileOf(ModelFileOptions? options) => new(Shape, options ?? ModelFileOptions.Default);

    /// <summary>The file to write, of weights that it may hold.</summary>
    private static ModelFile Checked(ModelFileOptions? options, ReadOnlySpan<float> weights)
    {
        ModelFile file = FileOf(options);
        file.RequireFinite(weights);
        return file;
    }
}
