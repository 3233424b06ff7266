using EdgeSeq.GuardPages;

namespace EdgeSeq.Conformance;

/// <summary>
/// Every kernel of the shapes of odd sizes between guard pages. A kernel that leaves its buffers ends the process; the last
/// line says in which shape.
/// </summary>
internal static class GuardTable
{
    private static readonly Action<Placement>[] s_runs =
    [
        GuardedFunctions.Run,
        Run<ElmanTanhH1V2>, Run<ElmanTanhH7V97>, Run<ElmanTanhH33V2>, Run<ElmanTanhH100V97>,
        Run<ElmanReluH1V97>, Run<ElmanReluH7V256>, Run<ElmanReluH33V97>, Run<ElmanReluH100V256>,
        Run<GruSimplifiedH1V256>, Run<GruSimplifiedH7V2>, Run<GruSimplifiedH33V256>, Run<GruSimplifiedH100V2>,
        Run<GruResetBeforeH1V2>, Run<GruResetBeforeH7V97>, Run<GruResetBeforeH33V2>, Run<GruResetBeforeH100V97>,
        Run<GruResetAfterH1V97>, Run<GruResetAfterH7V256>, Run<GruResetAfterH33V97>, Run<GruResetAfterH100V256>,
        Run<LstmH1V256>, Run<LstmH7V2>, Run<LstmH33V256>, Run<LstmH100V2>,
        Run<TokensToProbabilities>, Run<EmbeddedStack>, Run<TranslationEncoder>, Run<TokenReservoir>,
        RunWindows<VectorsToNumbers>, RunWindows<VectorsToOneClass>, RunWindows<BothDirections>, RunWindows<BothDirectionsToOneClass>,
        RunWindows<PianoRoll>, RunWindows<Reservoir>,
        RunBytes<ByteGru>, RunBytes<ByteLstm>, Infer<ByteStack>, Infer<ByteBoth>, RunBytes<DigitGru>, RunBytes<DigitLstm>, Infer<DigitStack>, Infer<DigitBoth>,
        RunBytes<HalfGru>, Infer<HalfBoth>,
    ];

    /// <summary>Runs the table.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        if (!GuardedMemory.IsSupported)
        {
            Console.WriteLine("skipped: guard pages are set up for Linux only");
            return 0;
        }

        foreach (Action<Placement> run in s_runs)
        {
            foreach (Placement placement in Enum.GetValues<Placement>())
            {
                run(placement);
            }
        }

        Console.WriteLine($"{s_runs.Length} runs, no guard page touched ({Hardware.ActiveIsa})");
        return 0;
    }

    private static void Run<TShape>(Placement placement)
        where TShape : struct, ITokenModel, ITrainableModel
    {
        RunWindows<TShape>(placement);
        GuardedKernels.Stream<TShape>(placement);
    }

    private static void RunWindows<TShape>(Placement placement)
        where TShape : struct, ITrainableModel
    {
        Console.WriteLine($"{TShape.Shape.Name}, {placement}");
        GuardedKernels.Run<TShape>(placement);
    }

    private static void RunBytes<TShape>(Placement placement)
        where TShape : struct, ITokenModel
    {
        Infer<TShape>(placement);
        GuardedKernels.Stream<TShape>(placement);
    }

    private static void Infer<TShape>(Placement placement)
        where TShape : struct, ISequenceModel
    {
        Console.WriteLine($"{TShape.Shape.Name}, {placement}");
        GuardedKernels.Infer<TShape>(placement);
    }
}
