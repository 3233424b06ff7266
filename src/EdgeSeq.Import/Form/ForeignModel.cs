using EdgeSeq.Storage;

namespace EdgeSeq.Import.Form;

/// <summary>
/// What a file of any format says, in one form: values, each computed from earlier ones, with their numbers. A reader fills it and checks sizes on the
/// way; the writers need to know nothing of formats.
/// </summary>
/// <param name="format">What the file is, for messages: <c>RTNeural JSON</c>.</param>
internal sealed class ForeignModel(string format)
{
    /// <summary>The name of what comes in.</summary>
    public const string Input = "x";

    /// <summary>More than any of our networks takes, so that no damaged file makes large things of small ones.</summary>
    private const int MaxNodes = 1_000, MaxUnits = 16_384, MaxInputs = 1_048_576;

    // What begins a line of a network's text, or is a name of its own there.
    private static readonly HashSet<string> s_reserved = new(["constant", "size", "vector", "scalar", "bias", "input", "weight", "E", Input], StringComparer.Ordinal);

    private readonly List<ForeignNode> _nodes = [];
    private readonly Dictionary<string, int> _sizes = new(StringComparer.Ordinal);
    private readonly List<string> _outputs = [];

    /// <summary>What the file is.</summary>
    public string Format { get; } = format;

    /// <summary>V; 0 for vectors.</summary>
    public int Vocabulary { get; private set; }

    /// <summary>D; 0 for tokens.</summary>
    public int Inputs { get; private set; }

    /// <summary>In an order in which they can be computed.</summary>
    public IReadOnlyList<ForeignNode> Nodes => _nodes;

    /// <summary>Names of the values that come out.</summary>
    public IReadOnlyList<string> Outputs => _outputs;

    /// <summary>What the file does not say, and was assumed.</summary>
    public List<string> Assumed { get; } = [];

    /// <summary>What the file has and the model does not need.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>What the file says besides, for the metadata of the model.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Vectors come in.</summary>
    public ForeignModel OfVectors(int inputs)
    {
        Inputs = _sizes[Input] = inputs is > 0 and <= MaxInputs ? inputs : throw new ModelFormatException($"The model reads {inputs} numbers; expected 1 to {MaxInputs}.");
        return this;
    }

    /// <summary>Tokens come in. As a size that layers read, a token counts as the one-hot vector of V numbers.</summary>
    public ForeignModel OfTokens(int vocabulary)
    {
        Vocabulary = _sizes[Input] = vocabulary is > 1 and <= MaxInputs ? vocabulary : throw new ModelFormatException($"The model reads {vocabulary} tokens; expected 2 to {MaxInputs}.");
        return this;
    }

    /// <summary>Numbers of a value.</summary>
    public int SizeOf(string value) => _sizes[value];

    /// <summary>Whether a value is known by this name.</summary>
    public bool Has(string value) => _sizes.ContainsKey(value);

    /// <summary>A name of the file's own as a name in a network's text that no other value has.</summary>
    public string Unique(string wanted)
    {
        string name = string.Concat(wanted.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_');
        name = name.Length > 40 ? name[..40] : name;
        name = name.Length == 0 || !char.IsAsciiLetter(name[0]) ? $"n{name}" : name;
        name = name.StartsWith("W_", StringComparison.Ordinal) || name.StartsWith("U_", StringComparison.Ordinal) || name.StartsWith("b_", StringComparison.Ordinal) || s_reserved.Contains(name)
            ? $"n_{name}" : name;
        string unique = name;
        for (int i = 2; _sizes.ContainsKey(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    /// <summary>The learned vectors of the tokens, [V x E].</summary>
    public string Embedding(string name, NumberTensor vectors)
    {
        vectors.RequireRank(name, 2);
        return vectors.Dimensions[0] == Vocabulary ? Add(new EmbeddingNode(Unique(name), vectors))
            : throw new ModelFormatException($"{JsonFields.Quote(name)} has vectors for {vectors.Dimensions[0]} tokens; the model reads {Vocabulary}.");
    }

    /// <summary>A recurrent layer.</summary>
    public string Recurrent(string name, string from, CellForm cell, CellWeights forward, CellWeights? reverse = null)
    {
        forward.Recurrent.RequireRank($"{name}, recurrent weights", 2);
        int units = forward.Recurrent.Dimensions[0] / cell.Gates;
        foreach (CellWeights weights in reverse is null ? new[] { forward } : [forward, reverse])
        {
            Check(weights);
        }

        return Add(new RecurrentNode(Unique(name), from, cell, units, forward, reverse));

        void Check(CellWeights weights)
        {
            int output = cell.Projection > 0 ? cell.Projection : units;
            weights.Recurrent.Require($"{name}, recurrent weights", cell.Gates * units, output);
            weights.Input.Require($"{name}, input weights", cell.Gates * units, SizeOf(from));
            weights.Bias?.Require($"{name}, bias", cell.Gates * units);
            weights.RecurrentBias?.Require($"{name}, recurrent bias", cell.Gates * units);
            weights.Peepholes?.Require($"{name}, peepholes", 3, units);
            weights.Projection?.Require($"{name}, projection", cell.Projection, units);
            weights.FirstH?.Require($"{name}, first h", output);
            weights.FirstC?.Require($"{name}, first c", units);
            if (cell.HasPeepholes != weights.Peepholes is not null || cell.Projection > 0 != weights.Projection is not null || (cell.HasFirstState && weights.FirstH is null))
            {
                throw new ModelFormatException($"{name} lacks peepholes, the projection or the first states in one of its directions.");
            }
        }
    }

    /// <summary>A dense layer, [outputs x inputs], or causal convolution, [channels x inputs x kernel].</summary>
    public string Product(string name, string from, NumberTensor weights, NumberTensor? bias, int dilation = 1)
    {
        weights.RequireRank(name, weights.Dimensions.Length == 3 ? 3 : 2);
        if (weights.Dimensions[1] != SizeOf(from))
        {
            throw new ModelFormatException($"{JsonFields.Quote(name)} reads {weights.Dimensions[1]} numbers; what comes to it has {SizeOf(from)}.");
        }

        bias?.Require($"{name}, bias", weights.Dimensions[0]);
        return Add(new ProductNode(Unique(name), from, weights, bias, dilation));
    }

    /// <summary>A causal convolution of every channel by itself, [channels x kernel].</summary>
    public string Depthwise(string name, string from, NumberTensor weights, NumberTensor? bias, int dilation)
    {
        weights.RequireRank(name, 2).Require(name, SizeOf(from), weights.Dimensions[1]);
        bias?.Require($"{name}, bias", weights.Dimensions[0]);
        return Add(new DepthwiseNode(Unique(name), from, weights, bias, dilation));
    }

    /// <summary>A gain and a shift for each number.</summary>
    public string Norm(string name, string from, NormKind kind, NumberTensor gain, NumberTensor? shift)
    {
        gain.Require($"{name}, gain", SizeOf(from));
        shift?.Require($"{name}, shift", SizeOf(from));
        return Add(new NormNode(Unique(name), from, kind, gain, shift));
    }

    /// <summary>A function of each unit; what changes nothing is no node.</summary>
    public string Apply(string name, string from, Activation activation) =>
        activation == Activation.Linear ? from : Add(new PointwiseNode(Unique(name), SizeOf(from), [from], activation.Of("{0}")));

    /// <summary>An expression, unit by unit; <c>{0}</c>, <c>{1}</c> stand for values of one size.</summary>
    public string Pointwise(string name, string text, params IReadOnlyList<string> values)
    {
        int size = SizeOf(values[0]);
        return values.All(value => SizeOf(value) == size) ? Add(new PointwiseNode(Unique(name), size, values, text))
            : throw new ModelFormatException($"{JsonFields.Quote(name)} takes values of {string.Join(" and ", values.Select(SizeOf))} numbers; they must have one size.");
    }

    /// <summary>The probabilities of a row.</summary>
    public string Softmax(string name, string from) => SizeOf(from) > 1 ? Add(new SoftmaxNode(Unique(name), SizeOf(from), from))
        : throw new ModelFormatException($"{JsonFields.Quote(name)} is a softmax over one number, which is always 1.");

    /// <summary>The logarithms of the probabilities of a row.</summary>
    public string LogSoftmax(string name, string from) => Add(new LogSoftmaxNode(Unique(name), SizeOf(from), from));

    /// <summary>Values one behind the other.</summary>
    public string Join(string name, IReadOnlyList<string> values) =>
        values.Count == 1 ? values[0] : Add(new JoinNode(Unique(name), values.Sum(SizeOf), values));

    /// <summary>Numbers of a value.</summary>
    public string Slice(string name, string from, int first, int count) => first == 0 && count == SizeOf(from) ? from
        : first >= 0 && count > 0 && first <= SizeOf(from) - count ? Add(new SliceNode(Unique(name), count, from, first))
        : throw new ModelFormatException($"{JsonFields.Quote(name)} takes {count} numbers from place {first} on; there are {SizeOf(from)}.");

    /// <summary>The values of the last step. Of a layer in both directions that is not the last state of each, since the one from the end has read one step.</summary>
    public string LastStep(string name, string from) => Time(name, from, _nodes.Find(node => node.Name == from) is RecurrentNode { Reverse: not null } ? TimeKind.LastStep : TimeKind.Last);

    /// <summary>What a sequence comes to.</summary>
    public string Time(string name, string from, TimeKind kind) => Add(new TimeNode(Unique(name), SizeOf(from), from, kind));

    /// <summary>A value comes out.</summary>
    public void Output(string value) => _outputs.Add(value != Input ? value : throw new ModelFormatException("The model has no layers: what comes in goes out."));

    /// <summary>Leaves out what no output needs: a row of a network that nothing reads would be an output.</summary>
    public void Prune()
    {
        HashSet<string> needed = new(_outputs, StringComparer.Ordinal);
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(_nodes[i].Name))
            {
                needed.UnionWith(_nodes[i].Inputs);
                continue;
            }

            if (_nodes[i].Parameters > 0)
            {
                Ignored.Add(_nodes[i].Name);
            }

            _nodes.RemoveAt(i);
        }
    }

    private string Add(ForeignNode node)
    {
        if (Vocabulary > 0 && node is not (EmbeddingNode or RecurrentNode) && node.Inputs.Contains(Input))
        {
            throw new ModelFormatException($"{JsonFields.Quote(node.Name)} reads tokens; only embeddings and recurrent layers can.");
        }

        if (node.Size > MaxUnits || _nodes.Count == MaxNodes)
        {
            throw new ModelFormatException($"{JsonFields.Quote(node.Name)} is of {node.Size} numbers, and node {_nodes.Count + 1} of the model; at most {MaxUnits} and {MaxNodes} are read.");
        }

        _nodes.Add(node);
        _sizes.Add(node.Name, node.Size);
        return node.Name;
    }
}
