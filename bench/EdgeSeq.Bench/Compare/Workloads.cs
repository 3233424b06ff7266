using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Compare;

/// <summary>The workloads of the comparison.</summary>
internal static class Workloads
{
    private const int Window = 64, StreamCount = 32;

    private static readonly int[] s_batches = [1, 16, 32];

    public static IEnumerable<Workload> All =>
    [
        .. Steps(WorkloadKind.Step), .. Steps(WorkloadKind.StepOutput), .. Steps(WorkloadKind.StepOutputChained), .. ByteSteps, .. OddByteSteps, .. ByteStreams, .. DigitSteps, .. DigitStreams, .. HalfSteps, .. DenseSteps, .. AudioSteps, Network<NoiseSuppressor>(), .. Sequences, .. ByteSequences,
        Sampling<GruV96H64>(), Sampling<GruV96H128>(quick: true), Sampling<GruV96H256>(),
        Sampling<GruV256H64>(), Sampling<GruV256H128>(), Sampling<GruV256H256>(),
        .. Training<RnnV96H64>(), .. Training<RnnV96H128>(), .. Training<RnnV96H256>(), .. Training<RnnV96H512>(),
        .. Training<GruV96H64>(), .. Training<GruV96H128>(), .. Training<GruV96H256>(), .. Training<GruV96H512>(),
        .. Training<LstmV96H64>(), .. Training<LstmV96H128>(), .. Training<LstmV96H256>(), .. Training<LstmV96H512>(),
        .. Training<GruV256H64>(), .. Training<GruV256H128>(quick: true), .. Training<GruV256H256>(),
    ];

    /// <summary>EdgeSeq's contestant at the workload with a label.</summary>
    public static IContestant EdgeSeq(string label)
    {
        Workload workload = All.First(candidate => candidate.Label == label);
        return workload.EdgeSeq(workload)[0];
    }

    private static Workload[] Steps(WorkloadKind kind) =>
    [
        Tokens<RnnV96H16>(kind), Tokens<RnnV96H32>(kind), Tokens<RnnV96H64>(kind),
        Tokens<RnnV96H128>(kind, quick: true), Tokens<RnnV96H256>(kind), Tokens<RnnV96H512>(kind),
        Tokens<GruV96H16>(kind, quick: true), Tokens<GruV96H32>(kind), Tokens<GruV96H64>(kind),
        Tokens<GruV96H128>(kind, quick: true), Tokens<GruV96H256>(kind), Tokens<GruV96H512>(kind),
        Tokens<LstmV96H16>(kind), Tokens<LstmV96H32>(kind), Tokens<LstmV96H64>(kind),
        Tokens<LstmV96H128>(kind, quick: true), Tokens<LstmV96H256>(kind), Tokens<LstmV96H512>(kind),
    ];

    private static Workload[] ByteSteps =>
    [
        Rounded<GruV96H64, GruV96H64Bytes>(WorkloadKind.StepBytes), Rounded<GruV96H128, GruV96H128Bytes>(WorkloadKind.StepBytes, quick: true), Rounded<GruV96H256, GruV96H256Bytes>(WorkloadKind.StepBytes), Rounded<GruV96H512, GruV96H512Bytes>(WorkloadKind.StepBytes),
        Rounded<LstmV96H64, LstmV96H64Bytes>(WorkloadKind.StepBytes), Rounded<LstmV96H128, LstmV96H128Bytes>(WorkloadKind.StepBytes), Rounded<LstmV96H256, LstmV96H256Bytes>(WorkloadKind.StepBytes), Rounded<LstmV96H512, LstmV96H512Bytes>(WorkloadKind.StepBytes),
    ];

    /// <summary>Units that fill no whole blocks, or panels of odd sizes; and with the output layer of 256.</summary>
    private static Workload[] OddByteSteps =>
    [
        Rounded<GruV96H33, GruV96H33Bytes>(WorkloadKind.StepBytes), Rounded<GruV96H40, GruV96H40Bytes>(WorkloadKind.StepBytes), Rounded<GruV96H100, GruV96H100Bytes>(WorkloadKind.StepBytes),
        Rounded<GruV256H128, GruV256H128Bytes>(WorkloadKind.StepBytesOutput),
    ];

    /// <summary>Weights that all rows share.</summary>
    private static Workload[] ByteStreams =>
    [
        Streams<GruV96H64, GruV96H64Bytes>(WorkloadKind.StreamsBytes), Streams<GruV96H128, GruV96H128Bytes>(WorkloadKind.StreamsBytes), Streams<GruV96H256, GruV96H256Bytes>(WorkloadKind.StreamsBytes), Streams<GruV96H512, GruV96H512Bytes>(WorkloadKind.StreamsBytes),
        Streams<LstmV96H64, LstmV96H64Bytes>(WorkloadKind.StreamsBytes), Streams<LstmV96H128, LstmV96H128Bytes>(WorkloadKind.StreamsBytes), Streams<LstmV96H256, LstmV96H256Bytes>(WorkloadKind.StreamsBytes), Streams<LstmV96H512, LstmV96H512Bytes>(WorkloadKind.StreamsBytes),
    ];

    private static Workload[] DigitSteps =>
    [
        Rounded<GruV96H64, GruV96H64Digits>(WorkloadKind.StepDigits), Rounded<GruV96H128, GruV96H128Digits>(WorkloadKind.StepDigits, quick: true), Rounded<GruV96H256, GruV96H256Digits>(WorkloadKind.StepDigits), Rounded<GruV96H512, GruV96H512Digits>(WorkloadKind.StepDigits),
        Rounded<LstmV96H64, LstmV96H64Digits>(WorkloadKind.StepDigits), Rounded<LstmV96H128, LstmV96H128Digits>(WorkloadKind.StepDigits), Rounded<LstmV96H256, LstmV96H256Digits>(WorkloadKind.StepDigits), Rounded<LstmV96H512, LstmV96H512Digits>(WorkloadKind.StepDigits),
    ];

    private static Workload[] DigitStreams =>
    [
        Streams<GruV96H128, GruV96H128Digits>(WorkloadKind.StreamsDigits), Streams<GruV96H256, GruV96H256Digits>(WorkloadKind.StreamsDigits), Streams<GruV96H512, GruV96H512Digits>(WorkloadKind.StreamsDigits),
    ];

    private static Workload[] HalfSteps =>
    [
        Rounded<GruV96H64, GruV96H64Halves>(WorkloadKind.StepHalves), Rounded<GruV96H128, GruV96H128Halves>(WorkloadKind.StepHalves, quick: true), Rounded<GruV96H256, GruV96H256Halves>(WorkloadKind.StepHalves), Rounded<GruV96H512, GruV96H512Halves>(WorkloadKind.StepHalves),
        Rounded<LstmV96H64, LstmV96H64Halves>(WorkloadKind.StepHalves), Rounded<LstmV96H128, LstmV96H128Halves>(WorkloadKind.StepHalves), Rounded<LstmV96H256, LstmV96H256Halves>(WorkloadKind.StepHalves), Rounded<LstmV96H512, LstmV96H512Halves>(WorkloadKind.StepHalves),
    ];

    private static Workload[] DenseSteps =>
    [
        Dense<RnnD8H16>(), Dense<RnnD8H32>(), Dense<RnnD8H64>(), Dense<RnnD8H128>(), Dense<RnnD8H256>(), Dense<RnnD8H512>(),
        Dense<GruD8H16>(), Dense<GruD8H32>(quick: true), Dense<GruD8H64>(), Dense<GruD8H128>(), Dense<GruD8H256>(), Dense<GruD8H512>(),
        Dense<LstmD8H16>(), Dense<LstmD8H32>(), Dense<LstmD8H64>(), Dense<LstmD8H128>(), Dense<LstmD8H256>(), Dense<LstmD8H512>(),
        Dense<RnnD96H16>(), Dense<RnnD96H32>(), Dense<RnnD96H64>(), Dense<RnnD96H128>(), Dense<RnnD96H256>(), Dense<RnnD96H512>(),
        Dense<GruD96H16>(), Dense<GruD96H32>(), Dense<GruD96H64>(), Dense<GruD96H128>(), Dense<GruD96H256>(), Dense<GruD96H512>(),
        Dense<LstmD96H16>(), Dense<LstmD96H32>(), Dense<LstmD96H64>(), Dense<LstmD96H128>(), Dense<LstmD96H256>(), Dense<LstmD96H512>(),
    ];

    private static Workload[] AudioSteps =>
    [
        Audio<GruAudio8>(), Audio<GruAudio16>(), Audio<GruAudio20>(), Audio<GruAudio24>(), Audio<GruAudio32>(), Audio<GruAudio40>(), Audio<GruAudio64>(),
        Audio<LstmAudio8>(), Audio<LstmAudio16>(), Audio<LstmAudio20>(), Audio<LstmAudio24>(), Audio<LstmAudio32>(), Audio<LstmAudio40>(), Audio<LstmAudio64>(),
    ];

    private static Workload[] Sequences =>
    [
        Sequence<RnnD96H16>(), Sequence<RnnD96H32>(), Sequence<RnnD96H64>(), Sequence<RnnD96H128>(), Sequence<RnnD96H256>(), Sequence<RnnD96H512>(),
        Sequence<GruD96H16>(), Sequence<GruD96H32>(), Sequence<GruD96H64>(), Sequence<GruD96H128>(quick: true), Sequence<GruD96H256>(), Sequence<GruD96H512>(),
        Sequence<LstmD96H16>(), Sequence<LstmD96H32>(), Sequence<LstmD96H64>(), Sequence<LstmD96H128>(), Sequence<LstmD96H256>(), Sequence<LstmD96H512>(),
    ];

    private static Workload[] ByteSequences =>
        [Sequence<LstmD96H64, LstmD96H64Bytes>(), Sequence<LstmD96H128, LstmD96H128Bytes>(), Sequence<LstmD96H256, LstmD96H256Bytes>(), Sequence<LstmD96H512, LstmD96H512Bytes>()];

    private static Workload Tokens<TShape>(WorkloadKind kind, bool quick = false)
        where TShape : struct, ILanguageModel, ITrainableModel =>
        new(kind, TShape.Shape, 1, 1, quick && kind == WorkloadKind.Step,
            workload => [new EdgeSeqStep<TShape>(workload, kind switch
            {
                WorkloadKind.Step => StepOutput.None,
                WorkloadKind.StepOutput => StepOutput.Probabilities,
                _ => StepOutput.NextToken,
            })]);

    private static Workload Rounded<TFloat, TRounded>(WorkloadKind kind, bool quick = false)
        where TFloat : struct, ILanguageModel, ITrainableModel
        where TRounded : struct, ILanguageModel =>
        new(kind, TFloat.Shape, 1, 1, quick, workload =>
        {
            StepOutput output = kind == WorkloadKind.StepBytesOutput ? StepOutput.Probabilities : StepOutput.None;
            return [new EdgeSeqRoundedStep<TFloat, TRounded>(workload, output), new EdgeSeqStep<TFloat>(workload, output, Measurement.Floats)];
        });

    private static Workload Streams<TFloat, TBytes>(WorkloadKind kind)
        where TFloat : struct, ILanguageModel, ITrainableModel
        where TBytes : struct, ILanguageModel =>
        new(kind, TFloat.Shape, StreamCount, 1, InQuickMode: false,
            workload => [new EdgeSeqStreams<TFloat, TBytes>(workload, EdgeSeqStep<TBytes>.EdgeSeqPeer), new EdgeSeqStreams<TFloat, TFloat>(workload, Measurement.Floats)]);

    private static Workload Dense<TShape>(bool quick = false)
        where TShape : struct, IVectorModel, ITrainableModel =>
        new(WorkloadKind.StepDense, TShape.Shape, 1, 1, quick, workload => [new EdgeSeqVectorStep<TShape>(workload)]);

    private static Workload Audio<TShape>()
        where TShape : struct, IVectorModel, ITrainableModel =>
        new(WorkloadKind.StepAudio, TShape.Shape, 1, 1, InQuickMode: false, workload => [new EdgeSeqVectorStep<TShape>(workload)]);

    private static Workload Network<TShape>()
        where TShape : struct, IVectorModel, ITrainableModel =>
        new(WorkloadKind.Network, TShape.Shape, 1, 1, InQuickMode: true, workload => [new EdgeSeqNetworkStep<TShape>(workload)]);

    private static Workload Sequence<TShape>(bool quick = false)
        where TShape : struct, IVectorModel, ITrainableModel =>
        new(WorkloadKind.Sequence, TShape.Shape, 1, Window, quick, workload => [EdgeSeqSequence<TShape>.OfFloats(workload)]);

    private static Workload Sequence<TFloat, TBytes>()
        where TFloat : struct, IVectorModel, ITrainableModel
        where TBytes : struct, IVectorModel =>
        new(WorkloadKind.SequenceBytes, TFloat.Shape, 1, Window, InQuickMode: false,
            workload => [EdgeSeqSequence<TBytes>.Rounded<TFloat>(workload), EdgeSeqSequence<TFloat>.OfFloats(workload, Measurement.Floats)]);

    /// <summary>Against the step that sampling cannot do without: token in, logits out.</summary>
    private static Workload Sampling<TShape>(bool quick = false)
        where TShape : struct, ILanguageModel, ITrainableModel =>
        new(WorkloadKind.Sample, TShape.Shape, 1, 1, quick,
            workload => [new EdgeSeqSampling<TShape>(workload), new EdgeSeqStep<TShape>(workload, StepOutput.Logits, "edgeseq-logits")]);

    private static IEnumerable<Workload> Training<TShape>(bool quick = false)
        where TShape : struct, ILanguageModel, ITrainableModel =>
        s_batches.Select(batch => new Workload(
            WorkloadKind.Training, TShape.Shape, batch, Window, quick && batch <= 16,
            workload => [new EdgeSeqTraining<TShape>(workload)], workload => new EdgeSeqTrainingParts<TShape>(workload)));
}
