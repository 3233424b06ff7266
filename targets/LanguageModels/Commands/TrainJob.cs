using System.Text;

using EdgeSeq.Shapes;
using EdgeSeq.Targets.LanguageModels.Report;
using EdgeSeq.Targets.LanguageModels.Text;
using EdgeSeq.Targets.LanguageModels.Training;
using EdgeSeq.Text;
using EdgeSeq.Training;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>A training run from corpus to files and samples, for any shape.</summary>
internal sealed class TrainJob : IShapeWork
{
    private const int Likeliest = 10;

    private readonly LanguageApp _app;
    private readonly TrainSettings _settings;
    private readonly EncodedCorpus _corpus;
    private readonly TrainingPlan _plan;
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupted;

    private TrainJob(LanguageApp app, TrainSettings settings, EncodedCorpus corpus, Terminal terminal, CancellationToken interrupted)
    {
        (_app, _settings, _corpus, _terminal, _interrupted) = (app, settings, corpus, terminal, interrupted);
        _plan = new TrainingPlan(settings, corpus.Tokens, corpus.Vocabulary.EndToken!.Value);
    }

    private TextWriter Output => _terminal.Text;

    private bool IsWords => _settings.Level == TextLevel.Word;

    private string Unit => IsWords ? "word" : "character";

    /// <summary>Runs it.</summary>
    /// <param name="app">The application.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="interrupted">Asks it to end early.</param>
    /// <returns>Exit code 0.</returns>
    /// <exception cref="UsageException">It cannot be begun.</exception>
    /// <exception cref="RunFailedException">It cannot be finished.</exception>
    public static int Run(LanguageApp app, TrainSettings settings, Terminal terminal, CancellationToken interrupted)
    {
        OutputFile.RefuseDuplicates(settings.Save, settings.Json, settings.Curve);
        Corpus corpus = settings.Corpus is null ? Corpus.BuiltIn() : Corpus.FromFile(settings.Corpus);
        using var encoded = new EncodedCorpus(corpus, settings, app.Shapes.Vocabulary);
        return app.Shapes.Dispatch(settings.Cell, settings.Hidden, new TrainJob(app, settings, encoded, terminal, interrupted));
    }

    /// <inheritdoc/>
    public int Run<TShape>()
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        int[]? prompt = _settings.Prompt is { } text ? Prompt.Encode(_corpus.Vocabulary, text) : null;
        using var model = new Model<TShape>(_settings.Seed) { Vocabulary = _corpus.Vocabulary };
        using TrainingRun<TShape> run = Prepare(model);
        WriteIntroduction(Model<TShape>.Shape);
        if (run.Resumed is { } resumed)
        {
            Output.WriteLine(resumed);
        }

        Output.WriteLine();
        TrainingResult result = run.Run(_interrupted);
        string digest = model.ComputeSha256();
        WriteResult(result, digest);
        WriteFiles(model, run.Curve, result, digest);
        if (_settings.Sentences)
        {
            SentenceSamples.Write(model, _corpus, _settings.Window, _settings.Seed, Output);
        }
        else
        {
            Samples.Write(model, _corpus, _settings.Seed, Output);
        }

        if (prompt is not null)
        {
            Output.WriteLine();
            Output.WriteLine($"--- likeliest after '{OneLine.Of(_settings.Prompt!)}' ---");
            LikeliestTokens.Write(model, _corpus.Vocabulary, prompt, Likeliest, Output);
        }

        return 0;
    }

    private TrainingRun<TShape> Prepare<TShape>(Model<TShape> model)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        try
        {
            return new TrainingRun<TShape>(model, _settings, _plan, new ProgressLine(_terminal.Stream, _terminal.Width, IsWords));
        }
        catch (Exception e) when (e is ArgumentException or OutOfMemoryException)
        {
            throw new UsageException($"--batch {_settings.Batch} with --window {_settings.Window} does not fit: {OneLine.Of(e)}");
        }
    }

    private void WriteIntroduction(ModelShape shape)
    {
        string held = _settings.Sentences ? "about a tenth of the lines held out" : "the last tenth held out";
        double output = (double)shape.Hidden * shape.Outputs;
        Output.WriteLine($"Model        {ShapeCatalogue.NameOf(shape.Cell!.Value)}, {shape.Hidden} units, {shape.Vocabulary:#,0} tokens: {shape.ParameterCount:#,0} parameters, seed {_settings.Seed}");
        Output.WriteLine($"Output layer {100 * output / (output + RecurrentWork(shape)):F0} % of the multiply-adds");
        Output.WriteLine($"Instructions {Hardware.ActiveIsa}");
        Output.WriteLine($"Corpus       {_corpus.Corpus.Name}: {_corpus.Bytes:#,0} bytes, {_corpus.Tokens.Count:#,0} tokens, {_corpus.Vocabulary.Count:#,0} different; {held}");
        Output.WriteLine($"Training     {_plan.Steps:#,0} steps of {_settings.Batch} x {_settings.Window} tokens; {(_settings.Decay > 0 ? $"AdamW, decay {_settings.Decay}" : "Adam")}, rate {_settings.LearningRate} along a cosine to 5 %");
        if (BigramCounts.Loss(_plan.Training, _plan.Validation, _corpus.Vocabulary.Count) is double bigram)
        {
            Output.WriteLine($"To beat      {bigram:F3} nats a {Unit}: counts of pairs");
        }
    }

    private void WriteResult(TrainingResult result, string digest)
    {
        double rate = result.Tokens / result.Seconds;
        Output.WriteLine();
        Output.WriteLine($"Trained      {result.Tokens:#,0} {Unit}s in {result.Seconds:F1} s ({rate:#,0} a second), {result.AllocatedBytes} bytes allocated");
        if (result.End != FitEnd.Finished)
        {
            string reason = result.End == FitEnd.Cancelled ? "interrupted" : $"no better held-out loss {_settings.Patience} times";
            Output.WriteLine($"Ended early  after {result.Steps:#,0} steps: {reason}");
        }

        Output.WriteLine($"Validation   {result.ValidationLoss:F3} nats = {(IsWords ? $"perplexity {Math.Exp(result.ValidationLoss):F1}" : $"{result.ValidationLoss * Nats.Bits:F3} bits")} per {Unit}");
        if (result.StateDependence is var (fromZero, fromCarried))
        {
            Output.WriteLine($"States       the model relies on those of training: {fromCarried:F3} nats from them, {fromZero:F3} from zero, as it is used");
        }

        Output.WriteLine($"Weights      sha256 {digest}");
        if (result.CheckpointProblem is { } problem)
        {
            Output.WriteLine($"Checkpoint   could not be written: {OneLine.Of(problem)}");
        }

        if (result.RejectedSteps > 0)
        {
            Output.WriteLine($"Rejected     {result.RejectedSteps} steps whose loss or gradient was not finite");
        }
    }

    private void WriteFiles<TShape>(Model<TShape> model, LossCurve curve, TrainingResult result, string digest)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        if (_settings.Save is { } save)
        {
            save.Write(stream => model.Save(stream));
            Output.WriteLine($"Model file   {save.Path}");
        }

        if (_settings.Json is { } json)
        {
            json.Write(Report(result, digest).Write);
            Output.WriteLine($"Figures      {json.Path}");
        }

        if (_settings.Curve is { } svg)
        {
            svg.Write(stream => stream.Write(Encoding.UTF8.GetBytes(Picture(curve, result))));
            Output.WriteLine($"Loss curve   {svg.Path}");
        }
    }

    /// <summary>Multiply-adds of a token before the output layer: rows of W are looked up, not multiplied, unless there is an embedding.</summary>
    private static int RecurrentWork(ModelShape shape) =>
        shape.Parameters.Where(p => p.Kind == ParameterKind.Recurrent || (p.Kind == ParameterKind.Input && p.Rows != shape.Vocabulary)).Sum(p => p.Rows * p.Columns);

    private RunReport Report(TrainingResult result, string digest) => new()
    {
        Isa = Hardware.ActiveIsa.ToString(),
        Cell = ShapeCatalogue.NameOf(_settings.Cell),
        Hidden = _settings.Hidden,
        Level = _app.Levels.First(level => level.Level == _settings.Level).Name,
        Vocabulary = _corpus.Vocabulary.Count,
        Batch = _settings.Batch,
        Window = _settings.Window,
        Seed = _settings.Seed,
        Steps = result.Steps,
        Tokens = (long)result.Tokens,
        Seconds = result.Seconds,
        TrainLoss = result.TrainLoss,
        ValidationLoss = result.ValidationLoss,
        AllocatedBytes = result.AllocatedBytes,
        WeightsSha256 = digest,
    };

    private string Picture(LossCurve curve, TrainingResult result) => LossCurveSvg.Draw(
        $"{_app.Name}, {ShapeCatalogue.NameOf(_settings.Cell)} of {_settings.Hidden} units: {result.ValidationLoss:F3} nats per held-out {Unit}",
        $"{Path.GetFileName(_corpus.Corpus.Name)}; {_settings.Batch} x {_settings.Window} tokens a step, Adam, peak rate {_settings.LearningRate}, seed {_settings.Seed}",
        _plan.Steps,
        curve.Training,
        curve.Validation);
}
