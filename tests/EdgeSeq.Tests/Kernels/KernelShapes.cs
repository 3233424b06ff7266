namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// The shapes that all kernel tests run over; the nested types are the list. Every cell meets every vocabulary (one block,
/// many, and one lane more than whole blocks), and every hidden size occurs: a single unit, less than a block, whole
/// blocks, one lane more, and panels whose last one is narrower. <see cref="CoverageTests"/> says what is missing.
/// </summary>
internal static partial class KernelShapes
{
    /// <summary>Hidden sizes that must occur.</summary>
    public static readonly int[] HiddenSizes = [1, 2, 7, 16, 33, 81, 100, 128];

    /// <summary>Vocabularies that every cell must meet.</summary>
    public static readonly int[] Vocabularies = [2, 5, 96, 257];

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 2, Hidden = 1)]
    internal readonly partial struct ElmanV2H1;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 33)]
    internal readonly partial struct ElmanV96H33;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 128)]
    internal readonly partial struct ElmanV5H128;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 257, Hidden = 100)]
    internal readonly partial struct ElmanV257H100;

    [SequenceModel(Cell.GruResetBefore, Vocabulary = 5, Hidden = 2)]
    internal readonly partial struct GruResetBeforeV5H2;

    [SequenceModel(Cell.GruResetBefore, Vocabulary = 257, Hidden = 7)]
    internal readonly partial struct GruResetBeforeV257H7;

    [SequenceModel(Cell.GruResetBefore, Vocabulary = 96, Hidden = 16)]
    internal readonly partial struct GruResetBeforeV96H16;

    [SequenceModel(Cell.GruResetBefore, Vocabulary = 2, Hidden = 100)]
    internal readonly partial struct GruResetBeforeV2H100;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 1)]
    internal readonly partial struct GruResetAfterV96H1;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 2, Hidden = 7)]
    internal readonly partial struct GruResetAfterV2H7;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 33)]
    internal readonly partial struct GruResetAfterV5H33;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 257, Hidden = 128)]
    internal readonly partial struct GruResetAfterV257H128;

    [SequenceModel(Cell.ElmanRelu, Vocabulary = 2, Hidden = 16)]
    internal readonly partial struct ElmanReluV2H16;

    [SequenceModel(Cell.ElmanRelu, Vocabulary = 5, Hidden = 100)]
    internal readonly partial struct ElmanReluV5H100;

    [SequenceModel(Cell.ElmanRelu, Vocabulary = 96, Hidden = 7)]
    internal readonly partial struct ElmanReluV96H7;

    [SequenceModel(Cell.ElmanRelu, Vocabulary = 257, Hidden = 2)]
    internal readonly partial struct ElmanReluV257H2;

    // Few sums, but in two panels: a step must not take its states for the next panel's.
    [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 81)]
    internal readonly partial struct ElmanV5H81;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 2, Hidden = 33)]
    internal readonly partial struct GruSimplifiedV2H33;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 5, Hidden = 1)]
    internal readonly partial struct GruSimplifiedV5H1;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 96, Hidden = 128)]
    internal readonly partial struct GruSimplifiedV96H128;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 257, Hidden = 16)]
    internal readonly partial struct GruSimplifiedV257H16;

    [SequenceModel(Cell.Lstm, Vocabulary = 2, Hidden = 128)]
    internal readonly partial struct LstmV2H128;

    [SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 16)]
    internal readonly partial struct LstmV5H16;

    [SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 100)]
    internal readonly partial struct LstmV96H100;

    [SequenceModel(Cell.Lstm, Vocabulary = 257, Hidden = 33)]
    internal readonly partial struct LstmV257H33;

    [SequenceModel(Cell.EchoState, Vocabulary = 2, Hidden = 2)]
    internal readonly partial struct EchoStateV2H2;

    [SequenceModel(Cell.EchoState, Vocabulary = 5, Hidden = 7, LeakRate = 0.3f)]
    internal readonly partial struct EchoStateV5H7;

    [SequenceModel(Cell.EchoState, Vocabulary = 96, Hidden = 2)]
    internal readonly partial struct EchoStateV96H2;

    [SequenceModel(Cell.EchoState, Vocabulary = 257, Hidden = 1)]
    internal readonly partial struct EchoStateV257H1;
}
