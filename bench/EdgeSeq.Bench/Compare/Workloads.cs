using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Compare;

/// <summary>The workloads of the comparison.</summary>
internal static class Workloads
{
    private const int Window = 64;

    /// <summary>A training step above this many flops is left out for the scalar peer: it would take seconds.</summary>
    private const double ManagedFlopLimit = 0.4e9;

    private static readonly int[] PanelOrders = [0, 1], Batches = [1, 16, 32];

    public static IEnumerable<Workload> All =>
    [
        .. Steps<RnnV96H16>(), .. Steps<RnnV96H32>(), .. Steps<RnnV96H64>(),
        .. Steps<RnnV96H128>(quick: true), .. Steps<RnnV96H256>(), .. Steps<RnnV96H512>(),
        .. Steps<GruV96H16>(quick: true), .. Steps<GruV96H32>(), .. Steps<GruV96H64>(),
        .. Steps<GruV96H128>(quick: true), .. Steps<GruV96H256>(), .. Steps<GruV96H512>(),
        .. Training<RnnV96H128>(),
        .. Training<GruV96H64>(), .. Training<GruV96H128>(), .. Training<GruV96H256>(),
        .. Training<GruV256H64>(), .. Training<GruV256H128>(quick: true), .. Training<GruV256H256>(),
    ];

    private static IEnumerable<Workload> Steps<TShape>(bool quick = false)
        where TShape : struct, ILanguageModel
    {
        var weights = new Lazy<ReferenceWeights>(() => new ReferenceWeights(TShape.Shape));
        int[] tokens = TokenStream.Draw(TShape.Shape.Vocabulary, StepWorkload.Tokens, seed: 1);
        CBuild[] builds =
        [
            .. from variant in CCompiler.Variants
               from alternate in PanelOrders
               let peer = $"c-{variant.Name}{(alternate == 1 ? "-alternating" : "")}"
               select new CBuild(peer, "step.c", variant, $"{Sizes(TShape.Shape)} -DALTERNATE={alternate}"),
        ];
        foreach (bool output in new[] { false, true })
        {
            yield return new Workload(
                output ? "step-output" : "step", TShape.Shape, 1, 1, quick && !output, builds, Managed,
                (build, library) => new NativeStep(build.Peer, library, weights.Value, tokens, output));

            IEnumerable<IContestant> Managed(bool all) => all
                ? [new EdgeSeqStep<TShape>(weights.Value, tokens, output), new ManagedStep(weights.Value, tokens, output)]
                : [new EdgeSeqStep<TShape>(weights.Value, tokens, output)];
        }
    }

    private static IEnumerable<Workload> Training<TShape>(bool quick = false)
        where TShape : struct, ILanguageModel
    {
        var weights = new Lazy<ReferenceWeights>(() => new ReferenceWeights(TShape.Shape));
        foreach (int batch in Batches)
        {
            var batches = new TrainingBatches(TShape.Shape.Vocabulary, batch, Window);
            string sizes = $"{Sizes(TShape.Shape)} -DB={batch} -DT={Window}";
            yield return new Workload(
                $"train-v{TShape.Shape.Vocabulary}", TShape.Shape, batch, Window, quick && batch <= 16,
                [.. CCompiler.Variants.Select(v => new CBuild($"c-{v.Name}", "train.c", v, sizes))], Managed,
                (build, library) => new NativeTraining(build.Peer, library, weights.Value, batches),
                () => new EdgeSeqTrainingParts<TShape>(weights.Value, batches));

            IEnumerable<IContestant> Managed(bool all) => all && Workload.Flops(TShape.Shape) * batch * Window <= ManagedFlopLimit
                ? [new EdgeSeqTraining<TShape>(weights.Value, batches), new ManagedTraining(weights.Value, batches)]
                : [new EdgeSeqTraining<TShape>(weights.Value, batches)];
        }
    }

    private static string Sizes(ModelShape shape) =>
        $"-DV={shape.Vocabulary} -DH={shape.Hidden} -DGRU={(shape.Cell == Cell.GruResetAfter ? 1 : 0)}";
}
