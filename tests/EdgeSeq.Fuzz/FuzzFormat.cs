namespace EdgeSeq.Fuzz;

/// <summary>One format that is read from files. To add one, derive from this and name it in <see cref="FuzzFormats"/>.</summary>
internal abstract class FuzzFormat : IDisposable
{
    /// <summary>For <c>--format</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Good files, of every variant that the reader knows.</summary>
    public abstract IReadOnlyList<byte[]> GoodFiles { get; }

    /// <summary>Bytes that a reader may allocate for each byte of a file.</summary>
    public virtual int BytesPerByte => 64;

    /// <summary>Reads a file and uses what it holds.</summary>
    /// <exception cref="ModelFormatException">The file is refused; any other exception is a finding.</exception>
    public abstract void Read(byte[] file);

    /// <summary>Damages a file. Formats with lengths or digests mend them now and then, so that what lies behind is reached.</summary>
    public virtual byte[] Damage(byte[] file, Mutator mutator) => mutator.Mutate(file);

    /// <summary>Frees what the reader needs.</summary>
    public void Dispose() => Free();

    /// <inheritdoc cref="Dispose"/>
    protected virtual void Free()
    {
    }
}
