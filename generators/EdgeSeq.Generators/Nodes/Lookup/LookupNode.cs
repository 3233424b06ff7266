using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Lookup;

/// <summary>The learned vectors of tokens that stand as numbers in the input: side by side, or their sum.</summary>
internal sealed class LookupNode : Node
{
    private readonly int _size;

    /// <param name="tokens">Numbers of the input.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="size">E.</param>
    /// <param name="isBag">True for the sum of the vectors.</param>
    /// <param name="name">Its name in the text.</param>
    /// <param name="number">Its number among the model's, from 1.</param>
    /// <param name="learns">True where the model learns.</param>
    /// <param name="places">Where it takes its place.</param>
    public LookupNode(NodePart tokens, int vocabulary, int size, bool isBag, string name, int number, bool learns, Places places)
    {
        (Tokens, Vocabulary, _size, IsBag, Name, Learns) = (tokens, vocabulary, size, isBag, name, learns);
        Size = isBag ? size : tokens.Count * size;
        Buffer = $"Lookup{number}";

        // The row before the first token's stays zero: it is what token -1 looks up.
        Vectors = MatrixGroup.Rows(places.Parameters, vocabulary, 1, MatrixGroup.BlocksOf(size)).BehindZeros();
        places.Parameters = Vectors.End;
        StateOffset = places.States;
        places.States += MatrixGroup.BlocksOf(Size) * MatrixGroup.BlockSize;
        IsShared = true;
    }

    public NodePart Tokens { get; }

    public int Vocabulary { get; }

    public bool IsBag { get; }

    /// <summary>Its name in the text.</summary>
    public string Name { get; }

    public MatrixGroup Vectors { get; }

    /// <summary>Where a streaming state holds the value.</summary>
    public int StateOffset { get; }

    /// <summary>What the runtime needs to know of it.</summary>
    public string Table => $"new TokenTable({Tokens.Count}, {Vocabulary}, {_size}, {Vectors.RowWidth}, {(IsBag ? "true" : "false")})";

    public override int Size { get; }

    public override bool Learns { get; }

    public override string Buffer { get; }

    public override IEnumerable<PlannedParameter> Parameters =>
        [new($"{Name}.E", "Embedding", Vocabulary, _size, Vectors, 0) { Module = Name, FileName = $"{Name}.weight" }];

    public override IEnumerable<WorkspacePart> Workspace => WorkspacePart.Values(this);

    public override NodeWriter Writer => new LookupWriter(this);
}
