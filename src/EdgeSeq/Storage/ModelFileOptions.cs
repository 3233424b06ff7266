using System.Collections.Immutable;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq;

/// <summary>
/// How the tensors of a model file are called, and what is taken for granted where the file says nothing. The defaults are
/// those of a PyTorch module with <c>self.embedding</c>, <c>self.rnn</c> and <c>self.head</c>.
/// </summary>
public sealed record ModelFileOptions
{
    /// <summary>
    /// Path of the recurrent layers: with <c>"encoder.gru"</c> the file's tensors are <c>encoder.gru.weight_ih_l0</c>, ...;
    /// empty for the <c>state_dict</c> of the layer alone, whose tensors are <c>weight_ih_l0</c>, ...
    /// </summary>
    public string RecurrentModule { get; init; } = CanonicalTensors.RecurrentModule;

    /// <summary>Path of the learned vectors of tokens: with <c>"encoder.embed"</c> the file's tensor is <c>encoder.embed.weight</c>.</summary>
    public string EmbeddingModule { get; init; } = CanonicalTensors.EmbeddingModule;

    /// <summary>Path of the output layer: with <c>"decoder.linear"</c> the file's tensors are <c>decoder.linear.weight</c> and <c>decoder.linear.bias</c>.</summary>
    public string HeadModule { get; init; } = CanonicalTensors.HeadModule;

    /// <summary>
    /// Whether a file that does not say which cell it is for, such as a <c>state_dict</c> that PyTorch saved, is taken to be
    /// for the shape's. Tensors of different cells can look alike (the reset gate before or after the recurrent weights,
    /// tanh or ReLU), so false, the default, refuses it.
    /// </summary>
    public bool AssumeCell { get; init; }

    /// <summary>
    /// Whether weights of 8 bits that break the pair rule (docs/numerics.md) are rounded again when they are read, at a little of their accuracy; false by default:
    /// they are refused.
    /// </summary>
    public bool RoundPairs { get; init; }

    /// <summary>The default names.</summary>
    internal static ModelFileOptions Default { get; } = new();

    /// <summary>The tensors of a shape in file order, under these names.</summary>
    /// <exception cref="ArgumentException">A name is null or no text, or two tensors of the shape would have the same.</exception>
    internal ImmutableArray<CanonicalTensor> TensorsOf(ModelShape shape)
    {
        RequireText(RecurrentModule, nameof(RecurrentModule));
        RequireText(EmbeddingModule, nameof(EmbeddingModule));
        RequireText(HeadModule, nameof(HeadModule));
        ImmutableArray<CanonicalTensor> tensors = CanonicalTensors.Of(shape, this);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (CanonicalTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException(
                    $"Two tensors of {shape.Name} would be called {tensor.Name}, and no file may name one twice: "
                    + $"give {nameof(RecurrentModule)}, {nameof(EmbeddingModule)} and {nameof(HeadModule)} names of their own.");
            }
        }

        return tensors;
    }

    private static void RequireText(string module, string name)
    {
        ArgumentNullException.ThrowIfNull(module, name);
        MetadataTable.RequireWhole(module, name);   // JSON has no place for the rest
    }
}
