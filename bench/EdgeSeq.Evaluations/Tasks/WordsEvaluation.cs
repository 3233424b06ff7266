using System.Diagnostics;
using EdgeSeq.Data;
using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Text;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>A model of 8,192 words, trained over all of them or over a sample: words a second, and how far each comes in the same time of the processor.</summary>
internal sealed partial class WordsEvaluation : IEvaluation
{
    private const int Batch = 32, Window = 32, Words = 8192, Seeds = 3;
    private const double HeldOut = 0.05;

    private static readonly int[] s_seconds = [10, 30];

    public string Name => "words";

    public string Description => "the words of a text (--file), 8,192 of them, by a softmax over all and over samples of 1,024, after equal time";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.File is { } path ? [path] : context.Data.Find(out string reason, "tinyshakespeare/input.txt");
        if (files is null || !File.Exists(files[0]))
        {
            EvaluationContext.Note($"{Name} is skipped: give it a text with --file FILE.");
            yield break;
        }

        var text = new WordText(files[0], Words, HeldOut);
        EvaluationContext.Note($"{Name}: {text.Tokens} words to learn from; {text.Unknown:P1} of those held out are unknown");
        SampledSoftmax byCounts = SampledSoftmax.Of<FewWords>() with { Counts = OutputCounts.Of(text.Training, Words) };
        foreach (Measurement measurement in Compare(context, text, "trained over all words", null).Concat(Compare(context, text, "trained over a sample of 1,024 by counts", byCounts)))
        {
            yield return measurement;
        }
    }

    private static IEnumerable<Measurement> Compare(EvaluationContext context, WordText text, string how, SampledSoftmax? sample)
    {
        int[] seconds = context.Quick ? [1] : s_seconds;
        Reached[] runs = [.. Enumerable.Range(1, context.Quick ? 1 : Seeds).Select(seed => Learn(text, sample, seconds, (ulong)seed))];
        string form = $"GruResetAfter, E = 64, H = 128, V = {Words}, {how}";
        yield return new Measurement(form, "words a second of the processor", runs.Average(run => run.Speed)) { Settings = Spread.Of([.. runs.Select(run => run.Speed)], "F0") };
        for (int i = 0; i < seconds.Length; i++)
        {
            double[] losses = [.. runs.Select(run => run.Losses[i])];
            yield return new Measurement(form, $"held-out nats a word over all words after {seconds[i]} s of the processor", losses.Average())
            {
                CpuSeconds = runs.Length * (seconds[i] - (i > 0 ? seconds[i - 1] : 0)),
                Settings = $"{Spread.Of(losses)}; B = {Batch}, T = {Window}, Adam 0.003, output bias from the counts, the last {HeldOut:P0} held out",
            };
        }
    }

    private static Reached Learn(WordText text, SampledSoftmax? sample, int[] seconds, ulong seed)
    {
        using var model = new Model<AllWords>(seed);
        model.SetOutputBias(OutputCounts.Of(text.Training, Words));
        using var trainer = new Trainer<AllWords>(model, new TrainerOptions { Batch = Batch, Window = Window, Schedule = new ConstantRate(0.003f), SampledSoftmax = sample is null ? null : sample with { Seed = seed } });
        using var evaluator = new Evaluator<AllWords>(model, Batch, Window);
        ISequenceBatches batches = new RowWindows(text.Training, Batch, Window) { ResetSeed = seed };
        var heldOut = new RowWindows(text.HeldOut, Batch, Window, RowTail.Pad);
        EdgeSeq.Data.SequenceBatch batch = new(AllWords.Shape, Batch, Window), measured = new(AllWords.Shape, Batch, Window);
        using var process = Process.GetCurrentProcess();
        List<double> losses = [];
        (double spent, long steps) = (0, 0);
        while (losses.Count < seconds.Length)
        {
            double before = Now(process);
            if (batches.Next(batch))
            {
                trainer.ResetState();
            }

            trainer.ResetState(batches.Restarts);
            trainer.Step(batch.Input, batch.Target);
            spent += Now(process) - before;
            steps++;
            if (spent >= seconds[losses.Count])
            {
                losses.Add(evaluator.LossOf(heldOut, measured));
                EvaluationContext.Note($"words: seed {seed}, {(sample is null ? "all" : "sample")}, {spent:F0} s, {steps} steps, {losses[^1]:F4}");
            }
        }

        return new Reached(steps * Batch * Window / spent, losses);
    }

    private static double Now(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>What one seed reached.</summary>
    private sealed record Reached(double Speed, List<double> Losses);

    [SequenceModel(Cell.GruResetAfter, Vocabulary = Words, Embedding = 64, Hidden = 128)]
    internal readonly partial struct AllWords;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = Words, Embedding = 64, Hidden = 128, Outputs = 1024)]
    internal readonly partial struct FewWords;
}
