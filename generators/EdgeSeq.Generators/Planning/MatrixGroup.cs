using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Planning;

/// <summary>
/// Where the matrices of one product lie in a block of floats: outputs in blocks of 16, panels of a few blocks of all
/// gates, a panel stored k by k. <c>EdgeSeq.PanelLayout</c> is its twin in the runtime.
/// </summary>
/// <param name="Offset">First float.</param>
/// <param name="Depth">Inputs k.</param>
/// <param name="Gates">Matrices side by side.</param>
/// <param name="Blocks">Blocks of 16 outputs of one gate.</param>
/// <param name="BlocksPerPanel">Blocks of one panel; the last may have fewer.</param>
/// <param name="Chains">Partial sums of every output: chain s takes each k with k mod Chains = s.</param>
internal sealed record MatrixGroup(int Offset, int Depth, int Gates, int Blocks, int BlocksPerPanel, int Chains)
{
    public const int BlockSize = 16;

    /// <summary>
    /// Blocks of all gates in a panel. <c>EdgeSeq.Numerics.PanelSums</c> holds as many; a panel of more gates has one block of each.
    /// </summary>
    public static int MaxPanelBlocks => CommonTiles.BlocksInFlight;

    /// <summary>
    /// The least where every step streams through them: half as many. Narrow panels may stay in the L1 cache until the next step, and leave
    /// registers to the cell. What a large step waits for is the reading, not the sums.
    /// </summary>
    private static int MinStepBlocks => CommonTiles.BlocksInFlight / 2;

    /// <summary>What makes matrices small: sums that every processor with 32 registers holds beside a weight and an operand, and blocks of 64 bytes that fill an L1 cache of 32 KB.</summary>
    private const int MaxSmallSums = 12, MaxSmallBlocks = 512;

    /// <summary>Cells of a float in all panels; of rows of bytes the bytes.</summary>
    public int Size => Blocks == 0 ? 0 : Depth * (FullPanels * PanelWidth + WidthOf(TailBlocks));

    /// <summary>
    /// How its numbers are held. Bytes lie in cells of a float: of a product four inputs k of one output, of a row that is looked up four outputs. Halves of floats lie
    /// two in a cell: of a k the blocks 2i of all gates in the lower halves, the blocks 2i + 1 in the upper ones.
    /// </summary>
    public WeightKind Weights { get; private init; }

    /// <summary>True for bytes that are multiplied; false for floats, and for rows of bytes.</summary>
    public bool IsDot { get; private init; }

    /// <summary>Of bytes that are multiplied: how the operand is rounded.</summary>
    public StateFormat States { get; private init; } = StateFormat.Bits8;

    /// <summary>Of bytes: where the scale of every output lies, all gates of a block side by side.</summary>
    public int ScaleOffset => Offset + (IsDot ? Size : CellsOf(Size));

    /// <summary>How far behind its scale lies what an output's sum of unsigned products begins with.</summary>
    public int CorrectionDistance => Gates * Blocks * BlockSize;

    public int End => Weights != WeightKind.Int8 ? Offset + Size : ScaleOffset + (IsDot ? 2 : 1) * CorrectionDistance;

    /// <summary>Cells of one k of a full panel.</summary>
    public int PanelWidth => WidthOf(BlocksPerPanel);

    /// <summary>Cells of one k of a panel of so many blocks of each gate.</summary>
    public int WidthOf(int blocks) => (Weights == WeightKind.BFloat16 ? (blocks * Gates + 1) / 2 : blocks * Gates) * BlockSize;

    /// <summary>Cells from one row to the next, where rows are looked up.</summary>
    public int RowWidth => Weights == WeightKind.Int8 ? PanelWidth / 4 : PanelWidth;

    /// <summary>Cells in front of rows that are looked up: a row of zeros, in whole cache lines.</summary>
    public int ZeroRow => BlocksOf(RowWidth) * BlockSize;

    public int FullPanels => Blocks / BlocksPerPanel;

    /// <summary>Blocks of the narrower last panel; 0 when the panels come out even.</summary>
    public int TailBlocks => Blocks % BlocksPerPanel;

    public int PanelCount => (Blocks + BlocksPerPanel - 1) / BlocksPerPanel;

    public int PanelSize => Depth * PanelWidth;

    /// <summary>Matrices for products.</summary>
    public static MatrixGroup Panels(int offset, int depth, int gates, int blocks) =>
        Panels(offset, depth, gates, blocks, perPanel: Math.Max(1, MaxPanelBlocks / gates));

    /// <summary>
    /// Matrices through which every step streams. Small ones are one panel, so that all their sums are in flight at once. Those of half the bytes are read so
    /// fast that more sums are needed beside them: as many bytes side by side. Their chains are those of floats, and so are their bits.
    /// </summary>
    public static MatrixGroup StepPanels(int offset, int depth, int gates, int blocks, WeightKind weights = WeightKind.Float32, StateFormat? states = null)
    {
        bool isSmall = weights != WeightKind.Int8 && gates * blocks <= MaxSmallSums && depth * gates * blocks <= MaxSmallBlocks;
        int perPanel = isSmall ? blocks : (MinStepBlocks + gates - 1) / gates;
        MatrixGroup floats = Panels(offset, depth, gates, blocks, perPanel);
        bool isWider = weights == WeightKind.BFloat16 && !isSmall;
        return (isWider ? Panels(offset, depth, gates, blocks, 2 * perPanel) with { Chains = floats.Chains } : floats).As(weights, states);
    }

    private static MatrixGroup Panels(int offset, int depth, int gates, int blocks, int perPanel)
    {
        perPanel = Math.Min(blocks, perPanel);
        return new(offset, depth, gates, blocks, perPanel, ChainsOf(gates * perPanel));
    }

    /// <summary>Rows that are looked up whole: token embeddings and biases.</summary>
    public static MatrixGroup Rows(int offset, int depth, int gates, int blocks, WeightKind weights = WeightKind.Float32) =>
        new(offset, depth, gates, blocks, blocks, Chains: 1) { Weights = weights };

    /// <summary>The same rows behind one of zeros.</summary>
    public MatrixGroup BehindZeros() => this with { Offset = Offset + ZeroRow };

    /// <summary>The same matrices, held otherwise. Sums of whole numbers are exact in any order, and need no chains.</summary>
    public MatrixGroup As(WeightKind weights, StateFormat? states) => weights == WeightKind.Int8
        ? this with { Depth = (Depth + 3) / 4, Chains = 1, Weights = weights, IsDot = true, States = states ?? StateFormat.Bits8 }
        : this with { Weights = weights };

    /// <summary>Cells of a float that hold so many bytes, in whole cache lines: what lies behind begins with one.</summary>
    public static int CellsOf(int bytes) => BlocksOf((bytes + 3) / 4) * BlockSize;

    /// <summary>Cells of a digit of an operand: bytes of so many numbers in whole blocks.</summary>
    public static int DigitCells(int count) => BlocksOf(count) * BlockSize / 4;

    /// <summary>Blocks that hold so many lanes.</summary>
    public static int BlocksOf(int lanes) => (lanes + BlockSize - 1) / BlockSize;

    /// <summary>Floats from one row of so many numbers to the next.</summary>
    public static int RowStride(int size) => OddLines(BlocksOf(size) * BlockSize);

    /// <summary>An odd number of cache lines, so that successive rows do not fall into the same few sets of the L1 cache.</summary>
    public static int OddLines(int floats) => (floats / BlockSize | 1) * BlockSize;

    /// <summary>
    /// A narrow product would wait for the latency of each sum's last addition, four cycles in which eight could start, so each sum is cut into a few.
    /// Decided by the shape alone, since it decides the bits: steps, windows and every instruction set take the same.
    /// </summary>
    private static int ChainsOf(int sums) => sums switch { 1 => 4, <= 4 => 2, _ => 1 };

    /// <summary>The gates as one matrix, in the order in which they lie: blocks of all gates side by side.</summary>
    public MatrixGroup AsOneMatrix() => this with { Gates = 1, Blocks = Gates * Blocks, BlocksPerPanel = Gates * BlocksPerPanel };
}
