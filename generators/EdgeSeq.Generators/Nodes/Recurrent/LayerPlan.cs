using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// Everything that is decided about one kind of recurrent layer before text is printed: stages, places of parameters,
/// planes, strides. All places count from the layer's own begin, so that equal layers share their code. No part of it
/// depends on an instruction set, so that no bit of a result can.
/// </summary>
internal sealed class LayerPlan
{
    /// <summary>
    /// Rows of one batch at the same step are read together; without an odd number of cache lines between them
    /// they fall into the same sets of the L1 cache when the window is a power of two.
    /// </summary>
    public const int RowGap = 9 * MatrixGroup.BlockSize;

    private readonly UnitRange _range;

    /// <param name="cell">The cell.</param>
    /// <param name="rows">Its equations, with the declared constants in place.</param>
    /// <param name="key">What makes this kind of layer.</param>
    public LayerPlan(CellDefinition cell, CellRows rows, LayerKey key)
    {
        Cell = cell;
        Rows = rows;
        Key = key;
        Adjoints = Differentiator.Differentiate(Rows);
        Forward = StagePlanner.Forward(Rows);
        Backward = StagePlanner.Backward(Rows, Adjoints, Forward);
        Sizes = new LayerSizes(Rows, key.Hidden);
        _range = UnitRange.Of(Rows);
        Tape = new TapePlan(Rows, Sizes, Adjoints, Forward, Backward);
        Carry = new CarryPlan(Rows, Sizes, Forward, Backward, Tape);

        InputRows = Rows.Affine.Where(row => row.Input is not null).ToList();
        BiasRows = Rows.Affine.Where(row => row.Bias is not null).ToList();
        InputSize = InputRows.Count == 0 ? 0 : Rows.SizeOf(InputRows[0].Name);

        var states = StateFormat.Of(key.StateBits);

        // The row before the first token's stays zero: it is what token -1 looks up.
        PassedRows = Rows.Affine.Where(row => row.Passed is not null).ToList();
        Input = InputRows.Count == 0 ? MatrixGroup.Rows(0, 0, 0, 0)
            : IsDense ? MatrixGroup.Panels(0, key.Inputs, InputRows.Count, Sizes.Blocks(InputSize)).As(key.InputWeights, states)
            : MatrixGroup.Rows(0, key.Inputs, InputRows.Count, Sizes.Blocks(InputSize), key.InputWeights).BehindZeros();
        Bias = MatrixGroup.Rows(Input.End, 1, BiasRows.Count, Sizes.Blocks(0));
        int end = Bias.End;
        Recurrent = Forward.Select(stage =>
        {
            if (stage.Operand is null)
            {
                return null;
            }

            var group = MatrixGroup.StepPanels(end, Sizes.CountOf(stage.Operand), stage.Recurrent.Count, Sizes.Blocks(stage.Size), key.Weights, states);
            end = group.End;
            return group;
        }).ToList();
        OwnOffset = end;
        Own = Rows.Parameters.Select(parameter =>
        {
            var place = MatrixGroup.Rows(end, 1, 1, parameter.IsScalar ? 1 : Sizes.Blocks(parameter.Size));
            end = place.End;
            return (parameter, place);
        }).ToList();
        ParameterSize = end;

        end = 0;
        RecurrentTransposed = Recurrent.Select((group, stage) =>
        {
            if (group is null || !IsTrained)
            {
                return null;
            }

            var transposed = MatrixGroup.Panels(end, group.Gates * Sizes.Count(Forward[stage].Size), 1, MatrixGroup.BlocksOf(group.Depth));
            end = transposed.End;
            return transposed;
        }).ToList();
        InputTransposed = key.TeachesInput && InputRows.Count > 0 ? MatrixGroup.Panels(end, InputLanes, 1, MatrixGroup.BlocksOf(key.Inputs)) : null;
        OwnTransposed = InputTransposed?.End ?? end;
        TransposeSize = OwnTransposed + (IsTrained ? ParameterSize - OwnOffset : 0);
    }

    public LayerKey Key { get; }

    public CellDefinition Cell { get; }

    public CellRows Rows { get; }

    public AdjointRows Adjoints { get; }

    public IReadOnlyList<ForwardStage> Forward { get; }

    public IReadOnlyList<BackwardStage> Backward { get; }

    public TapePlan Tape { get; }

    public CarryPlan Carry { get; }

    public LayerSizes Sizes { get; }

    /// <summary>H, the units of what declares no other size.</summary>
    public int Hidden => Key.Hidden;

    /// <summary>Numbers of h, which is what the layer gives to those that read it.</summary>
    public int Outputs => Sizes.CountOf("h");

    /// <summary>True where the input is a vector that is multiplied; false where it is a token that chooses a row.</summary>
    public bool IsDense => Key.IsDense;

    /// <summary>True where the weights learn; false for a reservoir, and for those of fewer bits.</summary>
    public bool IsTrained => !Cell.IsFixed && IsFloat;

    /// <summary>True where all weights are floats.</summary>
    public bool IsFloat => Key.Weights == WeightKind.Float32;

    /// <summary>True where the rows of a batch share one reading of the weights. Halves of floats are read so fast that they would gain little.</summary>
    public bool SharesWeights => Key.Weights != WeightKind.BFloat16;

    /// <summary>True where steps stream through weights of 8 bits.</summary>
    public bool IsInt8 => Key.Weights == WeightKind.Int8;

    /// <summary>True where W x is a product of bytes.</summary>
    public bool MultipliesBytes => HasProduct && Input.IsDot;

    /// <summary>True where every step has a row of W x of its own in memory: a product, or a token's row made floats.</summary>
    public bool HasInputRows => IsDense || WidensRows;

    /// <summary>True where a token's row of W is made floats before it is read.</summary>
    public bool WidensRows => !IsDense && !IsFloat;

    /// <summary>True for a value that stays within -1 and 1.</summary>
    public bool IsUnit(string name) => _range.Has(name);

    /// <summary>The declared size of the rows that W x enters, where 0 is H.</summary>
    public int InputSize { get; }

    /// <summary>Vectors and numbers that pointwise rows read, vectors first, and where they lie.</summary>
    public IReadOnlyList<(CellParameter Parameter, MatrixGroup Place)> Own { get; }

    /// <summary>Where those begin.</summary>
    public int OwnOffset { get; }

    /// <summary>Where the single numbers begin.</summary>
    public int NumbersOffset => Own.FirstOrDefault(own => own.Parameter.IsScalar).Place?.Offset ?? ParameterSize;

    public bool HasVectors => Own.Any(own => !own.Parameter.IsScalar);

    public bool HasNumbers => Own.Any(own => own.Parameter.IsScalar);

    /// <summary>Where the transposed block holds a copy of them: adjoints read them, and are given nothing else of the parameters.</summary>
    public int OwnTransposed { get; }

    /// <summary>Affine rows with an input product, in the order of the equations.</summary>
    public IReadOnlyList<AffineRow> InputRows { get; }

    public IReadOnlyList<AffineRow> BiasRows { get; }

    /// <summary>Further inputs, which lie behind <c>W x</c> as they are.</summary>
    public IReadOnlyList<AffineRow> PassedRows { get; }

    /// <summary>True where a vector comes in that is multiplied.</summary>
    public bool HasProduct => IsDense && InputRows.Count > 0;

    /// <summary>Floats of one step's <c>W x</c>, all gates, block by block: a token's row, or a projected vector.</summary>
    public int InputLanes => InputRows.Count * Sizes.Lanes(InputSize);

    public MatrixGroup Input { get; }

    public MatrixGroup Bias { get; }

    /// <summary>One group a forward stage; null for a stage without a recurrent product.</summary>
    public IReadOnlyList<MatrixGroup?> Recurrent { get; }

    public IReadOnlyList<MatrixGroup?> RecurrentTransposed { get; }

    /// <summary>The transposed input weights, through which the layer teaches what it reads; null where nothing learns from it.</summary>
    public MatrixGroup? InputTransposed { get; }

    public int ParameterSize { get; }

    public int TransposeSize { get; }

    /// <summary>
    /// True where successive steps of one row visit the panels in alternating order: weights that are somewhat larger than a
    /// cache are then partly found where the last step left them. No sum changes its order.
    /// </summary>
    public bool Alternates => !IsInt8 && Recurrent.Any(group => group is { FullPanels: > 1 });

    /// <summary>
    /// True for a layer so small that every instruction set holds all products of a step in registers before it stores the
    /// first hidden unit: a streaming state is then updated in place. Decided here and not
    /// by dialect, so that the unused half of the state has the same bits everywhere too. And for bytes, whose products read a copy.
    /// </summary>
    public bool UpdatesInPlace => Forward.Count == 1 && IsInt8 || Recurrent.Count == 1 && Recurrent[0] is { FullPanels: 1, TailBlocks: 0 } group && group.Gates * group.Blocks * group.Chains <= CommonTiles.BlocksInRegisters;

    /// <summary>Floats of the cell's states: what a streaming state begins with.</summary>
    public int StatesSize => Rows.States.Sum(Sizes.LanesOf);

    /// <summary>Where a streaming state remembers which way the last step went.</summary>
    public int TurnOffset => 2 * StatesSize + (Forward.Count > 1 ? Tape.Floats : 0);

    /// <summary>Where a streaming state holds the projected input.</summary>
    public int ProjectionOffset => TurnOffset + (Alternates ? MatrixGroup.BlockSize : 0);

    /// <summary>Floats of a streaming state: the states, their next values, a tape row for values between stages, the turn, the projected input.</summary>
    public int StateSize => ProjectionOffset + ProjectionStride;

    /// <summary>Floats from one step's states to the next step's.</summary>
    public int StateStride => MatrixGroup.OddLines(StatesSize);

    /// <summary>Floats from one step's tape row to the next.</summary>
    public int TapeStride => MatrixGroup.OddLines(Tape.Floats);

    /// <summary>Floats from one step's output gradient to the next.</summary>
    public int OutputGradientStride => IsTrained ? MatrixGroup.OddLines(Sizes.LanesOf("h")) : 0;

    public int CarryStride => IsTrained ? MatrixGroup.OddLines(Carry.Floats) : 0;

    /// <summary>Floats from one step's projected input to the next; 0 where tokens choose rows of floats.</summary>
    public int ProjectionStride => HasInputRows ? MatrixGroup.OddLines(InputLanes + PassedRows.Sum(row => Sizes.LanesOf(row.Name))) : 0;

    /// <summary>Where a further input lies in that row.</summary>
    public int OffsetOfPassed(AffineRow row) => InputLanes + PassedRows.TakeWhile(other => other != row).Sum(other => Sizes.LanesOf(other.Name));

    /// <summary>True where the adjoints of projected inputs go where those lie, in the order of the row, which a layer that reads from the end turns around.</summary>
    public bool GathersBackwards => IsDense && Key.Reverses;

    public bool HasState(string name) => Rows.States.Contains(name);

    /// <summary>Where a state begins among the states.</summary>
    public int OffsetOfState(string state) => Rows.States.TakeWhile(other => other != state).Sum(Sizes.LanesOf);
}
