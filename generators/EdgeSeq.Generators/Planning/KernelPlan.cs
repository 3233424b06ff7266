using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Model;

namespace EdgeSeq.Generators.Planning;

/// <summary>
/// Everything that is decided about a shape before text is printed: stages, places of parameters, planes, strides.
/// No part of it depends on an instruction set, so that no bit of a result can.
/// </summary>
internal sealed class KernelPlan
{
    /// <summary>Rows of logits held at a time: about 128 KB of them, so that loss and both products find them in the L2 cache.</summary>
    private const int OutputChunkFloats = 32_768;

    /// <summary>A multiple of every register tile's rows (8, 6, 4).</summary>
    private const int RowMultiple = 24;

    /// <summary>
    /// Rows of one batch at the same step are read together; without an odd number of cache lines between them
    /// they fall into the same sets of the L1 cache when the window is a power of two.
    /// </summary>
    public const int RowGap = 9 * MatrixGroup.BlockSize;

    public KernelPlan(ModelSpec spec, CellDefinition cell)
    {
        Spec = spec;
        Cell = cell;
        Rows = CellReader.Read(cell.Equations);
        Adjoints = Differentiator.Differentiate(Rows);
        Forward = StagePlanner.Forward(Rows);
        Backward = StagePlanner.Backward(Rows, Adjoints, Forward);
        Tape = new TapePlan(Rows, Adjoints, Forward, Backward);
        Carry = new CarryPlan(Rows, Forward, Backward, Tape);

        HiddenBlocks = BlocksOf(spec.Hidden);
        VocabularyBlocks = BlocksOf(spec.Vocabulary);
        InputRows = Rows.Affine.Where(row => row.Input is not null).ToList();
        BiasRows = Rows.Affine.Where(row => row.Bias is not null).ToList();

        // The row before the first token's stays zero: it is what token -1 looks up.
        Input = MatrixGroup.Rows(InputRows.Count * HiddenLanes, spec.Vocabulary, InputRows.Count, HiddenBlocks);
        Bias = MatrixGroup.Rows(Input.End, 1, BiasRows.Count, HiddenBlocks);
        int end = Bias.End;
        Recurrent = Forward.Select(stage =>
        {
            if (stage.Operand is null)
            {
                return null;
            }

            var group = MatrixGroup.Panels(end, spec.Hidden, stage.Recurrent.Count, HiddenBlocks);
            end = group.End;
            return group;
        }).ToList();
        Head = MatrixGroup.Panels(end, spec.Hidden, 1, VocabularyBlocks);
        HeadBias = MatrixGroup.Rows(Head.End, 1, 1, VocabularyBlocks);
        ParameterSize = HeadBias.End;

        end = 0;
        RecurrentTransposed = Recurrent.Select(group =>
        {
            if (group is null)
            {
                return null;
            }

            var transposed = MatrixGroup.Panels(end, group.Gates * spec.Hidden, 1, HiddenBlocks);
            end = transposed.End;
            return transposed;
        }).ToList();
        HeadTransposed = MatrixGroup.Panels(end, spec.Vocabulary, 1, HiddenBlocks);
        TransposeSize = HeadTransposed.End;
        Parameters = ListParameters();
    }

    public ModelSpec Spec { get; }

    public CellDefinition Cell { get; }

    public CellRows Rows { get; }

    public AdjointRows Adjoints { get; }

    public IReadOnlyList<ForwardStage> Forward { get; }

    public IReadOnlyList<BackwardStage> Backward { get; }

    public TapePlan Tape { get; }

    public CarryPlan Carry { get; }

    public int HiddenBlocks { get; }

    public int VocabularyBlocks { get; }

    /// <summary>H, padded to whole blocks.</summary>
    public int HiddenLanes => HiddenBlocks * MatrixGroup.BlockSize;

    /// <summary>V, padded to whole blocks.</summary>
    public int VocabularyLanes => VocabularyBlocks * MatrixGroup.BlockSize;

    /// <summary>Affine rows with an input product, in the order of the equations.</summary>
    public IReadOnlyList<AffineRow> InputRows { get; }

    public IReadOnlyList<AffineRow> BiasRows { get; }

    public MatrixGroup Input { get; }

    public MatrixGroup Bias { get; }

    /// <summary>One group a forward stage; null for a stage without a recurrent product.</summary>
    public IReadOnlyList<MatrixGroup?> Recurrent { get; }

    public MatrixGroup Head { get; }

    public MatrixGroup HeadBias { get; }

    public IReadOnlyList<MatrixGroup?> RecurrentTransposed { get; }

    public MatrixGroup HeadTransposed { get; }

    public int ParameterSize { get; }

    public int TransposeSize { get; }

    public IReadOnlyList<PlannedParameter> Parameters { get; }

    /// <summary>Trainable numbers, without padding.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Rows * parameter.Columns);

    /// <summary>Multiply-adds of one step, output layer included; looking up a token costs none.</summary>
    public long MultiplyAddsPerStep => Parameters.Where(parameter => parameter.Kind is "Recurrent" or "Head")
        .Sum(parameter => (long)parameter.Rows * parameter.Columns);

    /// <summary>
    /// True where successive steps of one row visit the panels in alternating order: weights that are somewhat larger than a
    /// cache are then partly found where the last step left them. No sum changes its order.
    /// </summary>
    public bool Alternates => Recurrent.Any(group => group is { FullPanels: > 1 });

    /// <summary>
    /// True for a model so small that every instruction set holds all products of a step in registers before it stores the
    /// first hidden unit (4 blocks are 16 vectors of NEON): a streaming state is then updated in place. Decided here and not
    /// by dialect, so that the unused half of the state has the same bits everywhere too.
    /// </summary>
    public bool UpdatesInPlace => Recurrent.Count == 1 && Recurrent[0] is { } group && group.Gates * group.Blocks <= 4;

    /// <summary>Where a streaming state remembers which way the last step went.</summary>
    public int TurnOffset => (2 * Rows.States.Count + (Forward.Count > 1 ? Tape.Planes : 0)) * HiddenLanes;

    /// <summary>Floats of a streaming state: the states, their next values, a tape row for values between stages, and the turn.</summary>
    public int StateSize => TurnOffset + (Alternates ? MatrixGroup.BlockSize : 0);

    /// <summary>Floats from one step's states to the next step's.</summary>
    public int StateStride => OddLines(Rows.States.Count * HiddenLanes);

    /// <summary>Floats from one step's tape row to the next.</summary>
    public int TapeStride => OddLines(Tape.Planes * HiddenLanes);

    /// <summary>Floats from one step's output gradient to the next.</summary>
    public int OutputGradientStride => OddLines(HiddenLanes);

    /// <summary>Floats from one row of logits to the next.</summary>
    public int LogitStride => OddLines(VocabularyLanes);

    public int CarryStride => OddLines(Carry.Planes * HiddenLanes);

    /// <summary>Rows of logits in the workspace.</summary>
    public int OutputChunk => Math.Max(RowMultiple, OutputChunkFloats / VocabularyLanes / RowMultiple * RowMultiple);

    public bool HasState(string name) => Rows.States.Contains(name);

    private static int BlocksOf(int lanes) => (lanes + MatrixGroup.BlockSize - 1) / MatrixGroup.BlockSize;

    /// <summary>An odd number of cache lines, so that successive rows do not fall into the same few sets of the L1 cache.</summary>
    private static int OddLines(int floats) => (floats / MatrixGroup.BlockSize | 1) * MatrixGroup.BlockSize;

    private List<PlannedParameter> ListParameters()
    {
        var list = new List<PlannedParameter>();
        list.AddRange(InputRows.Select((row, gate) => new PlannedParameter(row.Input!, "Input", Spec.Vocabulary, Spec.Hidden, Input, gate)));
        for (int stage = 0; stage < Forward.Count; stage++)
        {
            list.AddRange(Forward[stage].Recurrent.Select((row, gate) =>
                new PlannedParameter(row.Recurrent!, "Recurrent", Spec.Hidden, Spec.Hidden, Recurrent[stage]!, gate)));
        }

        list.AddRange(BiasRows.Select((row, gate) => new PlannedParameter(
            row.Bias!, "Bias", 1, Spec.Hidden, Bias, gate, Initial: Cell.InitialOnes?.Contains(row.Bias!) == true ? 1 : 0)));
        list.Add(new PlannedParameter("W_y", "Head", Spec.Hidden, Spec.Vocabulary, Head, 0));
        list.Add(new PlannedParameter("b_y", "HeadBias", 1, Spec.Vocabulary, HeadBias, 0));
        return list;
    }
}
