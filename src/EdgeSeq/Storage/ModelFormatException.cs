namespace EdgeSeq;

/// <summary>
/// A model file is damaged, or holds another model than the declared shape. The message names the tensor, what was
/// expected and what was found. Nothing was loaded.
/// </summary>
public sealed class ModelFormatException : IOException
{
    /// <summary>An exception with a general message.</summary>
    public ModelFormatException()
        : this("The model file is damaged.")
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
