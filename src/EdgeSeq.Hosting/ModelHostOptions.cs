namespace EdgeSeq.Hosting;

/// <summary>How a model is served.</summary>
public sealed class ModelHostOptions
{
    /// <summary>The model's safetensors file. Required.</summary>
    public string Path { get; set; } = "";

    /// <summary>Names of modules in the file; PyTorch's <c>rnn</c> and <c>head</c> if null, the default.</summary>
    public ModelFileOptions? File { get; set; }

    /// <summary>How often to look for a new file; null for never. Default 5 seconds.</summary>
    public TimeSpan? ReloadInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Sessions that are kept for later at most. Default: two for each processor.</summary>
    public int MaxPooledSessions { get; set; } = 2 * Environment.ProcessorCount;
}
