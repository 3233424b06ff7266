namespace EdgeSeq;

/// <summary>
/// A file is damaged, or holds something else than expected: a model or checkpoint of another shape, another kind of file.
/// The message names the tensor or the field, what was expected and what was found. Nothing was loaded.
/// </summary>
public sealed class ModelFormatException : IOException
{
    /// <summary>An exception with a general message.</summary>
    public ModelFormatException()
        : this("The file is damaged.")
    {
    }

    /// <summary>An exception with a message.</summary>
    public ModelFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
