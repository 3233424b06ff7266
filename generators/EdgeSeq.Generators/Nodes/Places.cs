namespace EdgeSeq.Generators.Nodes;

/// <summary>The ends of a model's blocks while nodes take their places in them, one after the other.</summary>
internal sealed class Places
{
    /// <summary>Floats of parameters so far.</summary>
    public int Parameters { get; set; }

    /// <summary>Floats of transposed weights so far.</summary>
    public int Transposed { get; set; }

    /// <summary>Floats of a streaming state so far.</summary>
    public int States { get; set; }
}
