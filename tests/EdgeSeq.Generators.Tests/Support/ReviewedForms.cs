namespace EdgeSeq.Generators.Tests.Support;

/// <summary>Declarations whose text is reviewed, each for what only it brings about.</summary>
internal static class ReviewedForms
{
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        // Dropout between layers, inputs that are gathered, a layer that teaches what it reads, and one text for equal layers.
        ["ThreeLayers"] = "Cell.GruResetAfter, Vocabulary = 5, Hidden = 20, Layers = 3",

        // A sequence read from its end, states of both directions side by side, layers of several sizes; a linear head.
        ["BothDirections"] = "Cell.Lstm, Inputs = 3, Outputs = 2, Head = Head.Linear, HiddenSizes = new[] { 16, 20 }, Direction = Direction.Both",

        // A projected input, streamed and over a window; a sigmoid head.
        ["VectorsIn"] = "Cell.ElmanTanh, Inputs = 3, Outputs = 1, Head = Head.Sigmoid, Hidden = 7",

        // An embedding and its gradients, before a cell of two stages.
        ["LearnedVectors"] = "Cell.GruResetBefore, Vocabulary = 5, Embedding = 3, Hidden = 20",

        // An output a sequence; several panels and a narrower one, visited to and fro.
        ["LastOutput"] = "Cell.ElmanRelu, Vocabulary = 5, Outputs = 2, Readout = Readout.Last, Hidden = 150",

        // A reservoir that leaks: nothing but the head learns.
        ["LeakyReservoir"] = "Cell.EchoState, Inputs = 1, Outputs = 1, Head = Head.Linear, Hidden = 20, LeakRate = 0.25f",

        // No output layer: the last layer is what comes out.
        ["WithoutHead"] = "Cell.GruSimplified, Inputs = 3, Head = Head.None, Hidden = 16, Direction = Direction.Both",

        // Products of bytes: tokens' rows, states within -1 and 1, and a candidate without a bound; the same for processors with a product of bytes of their own.
        ["Bytes"] = "Cell.GruResetAfter, Vocabulary = 5, Hidden = 40, Weights = WeightType.Int8",

        // The same of states of 15 bits: two digits, of a state and of one without a bound that the output layer reads too.
        ["Digits"] = "Cell.ElmanRelu, Vocabulary = 5, Hidden = 40, Weights = WeightType.Int8, StateBits = 15",

        // A network: a convolution whose stride makes what follows slower, a value held between its steps and one beside it, a page of equations over a further input.
        ["Network"] = "\"c = relu(conv(x, 3, 2, 1, 2))\\nh = GruSimplified(c, 4)\\ny = softmax(dense(hold(h), 2) + dense(x, 2))\", Inputs = 2",

        // Weights that are the upper halves of floats: token rows, panels of an odd number of blocks, the output layer.
        ["BFloat16"] = "Cell.GruResetAfter, Vocabulary = 5, Hidden = 40, Weights = WeightType.BFloat16",
    };

    /// <summary>The texts of a form, by the end of the file's name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Texts(string name, string shape)
    {
        GeneratorRun run = GeneratorRun.Of($"using EdgeSeq; namespace Snapshots; [SequenceModel({shape})] public partial struct {name};");
        Assert.Empty(run.Diagnostics);
        string prefix = $"Snapshots.{name}.";
        return run.Files.Select(file => KeyValuePair.Create(file.Key[prefix.Length..^"g.cs".Length].TrimEnd('.') is { Length: > 0 } part ? part : "Model", file.Value));
    }
}
