using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Embedding;

/// <summary>The learned vector of each token.</summary>
internal sealed class EmbeddingNode : Node
{
    private readonly int _vocabulary;
    private readonly string _module;

    /// <param name="vocabulary">V.</param>
    /// <param name="size">E.</param>
    /// <param name="name">Name of its values in a workspace.</param>
    /// <param name="places">Where it takes its place.</param>
    /// <param name="weights">How the vectors are held: as bytes they would be rounded twice, so those stay floats.</param>
    /// <param name="module">The node of a network that it is; empty where there is one for all layers.</param>
    public EmbeddingNode(int vocabulary, int size, string name, Places places, WeightKind weights, string module = "")
    {
        _vocabulary = vocabulary;
        _module = module;
        Size = size;
        Buffer = name;
        int blocks = MatrixGroup.BlocksOf(size);

        // The row before the first token's stays zero: it is what token -1 looks up.
        Vectors = MatrixGroup.Rows(places.Parameters, vocabulary, 1, blocks, weights == WeightKind.Int8 ? WeightKind.Float32 : weights).BehindZeros();
        places.Parameters = Vectors.End;
        Learns = weights == WeightKind.Float32;
        StateOffset = places.States;
        places.States += IsWidened ? blocks * MatrixGroup.BlockSize : 0;
    }

    public override int Size { get; }

    /// <summary>True where training may drop numbers of the vectors; a network says so itself.</summary>
    public bool Drops => _module.Length == 0;

    /// <summary>False where nothing in the model learns.</summary>
    public override bool Learns { get; }

    /// <summary>True where a vector is made floats before it is read.</summary>
    public bool IsWidened => Vectors.Weights != WeightKind.Float32;

    /// <summary>Where a streaming state then holds it.</summary>
    public int StateOffset { get; }

    /// <summary>Floats of a vector, padding included.</summary>
    public int Lanes => Vectors.Blocks * MatrixGroup.BlockSize;

    public override string Buffer { get; }

    public MatrixGroup Vectors { get; }

    public override IEnumerable<PlannedParameter> Parameters => [_module.Length == 0
        ? new("E", "Embedding", _vocabulary, Size, Vectors, 0)
        : new($"{_module}.E", "Embedding", _vocabulary, Size, Vectors, 0) { Module = _module, FileName = $"{_module}.weight" }];

    public override IEnumerable<WorkspacePart> Workspace => WorkspacePart.Values(this);

    public override NodeWriter Writer => new EmbeddingWriter(this);
}
