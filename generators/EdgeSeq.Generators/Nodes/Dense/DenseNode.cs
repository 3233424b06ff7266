using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Dense;

/// <summary>The output layer: <c>W_y h + b_y</c>.</summary>
internal sealed class DenseNode : Node
{
    /// <param name="input">What it reads.</param>
    /// <param name="size">O.</param>
    /// <param name="streams">True where a single step can be asked for its outputs.</param>
    /// <param name="learns">False where nothing in the model does.</param>
    /// <param name="weights">How its weights are held: of numbers that are the output itself, as floats.</param>
    /// <param name="states">How what bytes multiply is rounded.</param>
    /// <param name="places">Where it takes its place.</param>
    public DenseNode(Node input, int size, bool streams, bool learns, WeightKind weights, StateFormat states, Places places)
    {
        Input = input;
        Source = input.Place ?? throw new ArgumentException("Its rows are nowhere.", nameof(input));
        Size = size;
        Streams = streams;
        Learns = learns;
        Weights = MatrixGroup.Panels(places.Parameters, input.Size, 1, MatrixGroup.BlocksOf(size)).As(weights, states);
        Bias = MatrixGroup.Rows(Weights.End, 1, 1, Weights.Blocks);
        places.Parameters = Bias.End;
        if (input.Learns)
        {
            Transposed = MatrixGroup.Panels(places.Transposed, size, 1, MatrixGroup.BlocksOf(input.Size));
            places.Transposed = Transposed.End;
        }
    }

    public Node Input { get; }

    /// <summary>Where a window holds what it reads.</summary>
    public WindowPlace Source { get; }

    public override int Size { get; }

    /// <summary>True where a single step can be asked for its outputs.</summary>
    public bool Streams { get; }

    public override bool Learns { get; }

    public MatrixGroup Weights { get; }

    public MatrixGroup Bias { get; }

    /// <summary>The transposed weights, through which it teaches what it reads; null where nothing learns from it.</summary>
    public MatrixGroup? Transposed { get; }

    /// <summary>O, padded to whole blocks.</summary>
    public int Lanes => Weights.Blocks * MatrixGroup.BlockSize;

    /// <summary>Floats from one row of outputs to the next.</summary>
    public int RowStride => MatrixGroup.RowStride(Size);

    public override IEnumerable<PlannedParameter> Parameters =>
        [new("W_y", "Head", Input.Size, Size, Weights, 0), new("b_y", "HeadBias", 1, Size, Bias, 0)];

    public override long MultiplyAdds => (long)Input.Size * Size;

    public override NodeWriter Writer => new DenseWriter(this);
}
