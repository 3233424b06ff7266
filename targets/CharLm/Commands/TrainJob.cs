using System.Text;

using EdgeSeq.Targets.CharLm.Report;
using EdgeSeq.Targets.CharLm.Text;
using EdgeSeq.Targets.CharLm.Training;

namespace EdgeSeq.Targets.CharLm.Commands;

/// <summary>A training run from corpus to files and samples, for any shape.</summary>
internal sealed class TrainJob : IShapeWork<int>
{
    private readonly TrainSettings _settings;
    private readonly Corpus _corpus;
    private readonly TrainingPlan _plan;
    private readonly Terminal _terminal;

    private TrainJob(TrainSettings settings, Corpus corpus, TrainingPlan plan, Terminal terminal)
    {
        _settings = settings;
        _corpus = corpus;
        _plan = plan;
        _terminal = terminal;
    }

    private TextWriter Output => _terminal.Text;

    /// <summary>Runs it.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <returns>Exit code 0.</returns>
    /// <exception cref="UsageException">It cannot be begun.</exception>
    /// <exception cref="RunFailedException">It cannot be finished.</exception>
    public static int Run(TrainSettings settings, Terminal terminal)
    {
        OutputFile.RefuseDuplicates(settings.Save, settings.Json, settings.Curve);
        Corpus corpus = settings.Corpus is null ? Corpus.BuiltIn() : Corpus.FromFile(settings.Corpus);
        var job = new TrainJob(settings, corpus, new TrainingPlan(settings, corpus), terminal);
        return ShapeCatalogue.Dispatch(settings.Cell, settings.Hidden, job);
    }

    /// <inheritdoc/>
    public int Run<TShape>()
        where TShape : struct, ILanguageModel
    {
        using var model = new Model<TShape>(_settings.Seed);
        using TrainingRun<TShape> run = Prepare(model);
        WriteIntroduction(Model<TShape>.Shape);
        TrainingResult result = run.Run();
        string digest = model.ComputeSha256();
        WriteResult(result, digest);
        WriteFiles(model, run.Curve, result, digest);
        Samples.Write(model, _corpus, _settings.Seed, Output);
        return 0;
    }

    private TrainingRun<TShape> Prepare<TShape>(Model<TShape> model)
        where TShape : struct, ILanguageModel
    {
        try
        {
            return new TrainingRun<TShape>(model, _settings, _plan, new ProgressLine(_terminal.Stream, _terminal.Width));
        }
        catch (Exception e) when (e is ArgumentException or OutOfMemoryException)
        {
            throw new UsageException($"--batch {_settings.Batch} with --window {_settings.Window} does not fit: {OneLine.Of(e)}");
        }
    }

    private void WriteIntroduction(ModelShape shape)
    {
        Output.WriteLine($"Model        {ShapeCatalogue.NameOf(shape.Cell)}, {shape.Hidden} units, {shape.Vocabulary} bytes: {shape.ParameterCount:#,0} parameters, seed {_settings.Seed}");
        Output.WriteLine($"Instructions {Hardware.ActiveIsa}");
        Output.WriteLine($"Corpus       {_corpus.Name}: {_corpus.All.Length:#,0} bytes, the last tenth held out");
        Output.WriteLine($"Training     {_plan.Steps:#,0} steps of {_settings.Batch} x {_settings.Window} characters; Adam, rate {_settings.LearningRate} along a cosine to 5 %");
        Output.WriteLine();
    }

    private void WriteResult(TrainingResult result, string digest)
    {
        double rate = _plan.Tokens / result.Seconds;
        Output.WriteLine();
        Output.WriteLine($"Trained      {_plan.Tokens:#,0} characters in {result.Seconds:F1} s ({rate:#,0} a second), {result.AllocatedBytes} bytes allocated");
        Output.WriteLine($"Validation   {result.ValidationLoss:F3} nats = {result.ValidationLoss * Nats.Bits:F3} bits per character");
        Output.WriteLine($"Weights      sha256 {digest}");
        if (result.RejectedSteps > 0)
        {
            Output.WriteLine($"Rejected     {result.RejectedSteps} steps whose loss or gradient was not finite");
        }
    }

    private void WriteFiles<TShape>(Model<TShape> model, LossCurve curve, TrainingResult result, string digest)
        where TShape : struct, ILanguageModel
    {
        if (_settings.Save is { } save)
        {
            save.Write(model.Save);
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

    private RunReport Report(TrainingResult result, string digest) => new()
    {
        Isa = Hardware.ActiveIsa.ToString(),
        Cell = ShapeCatalogue.NameOf(_settings.Cell),
        Hidden = _settings.Hidden,
        Batch = _settings.Batch,
        Window = _settings.Window,
        Seed = _settings.Seed,
        Tokens = _plan.Tokens,
        Seconds = result.Seconds,
        TrainLoss = result.TrainLoss,
        ValidationLoss = result.ValidationLoss,
        AllocatedBytes = result.AllocatedBytes,
        WeightsSha256 = digest,
    };

    private string Picture(LossCurve curve, TrainingResult result) => LossCurveSvg.Draw(
        $"CharLm, {ShapeCatalogue.NameOf(_settings.Cell)} of {_settings.Hidden} units: {result.ValidationLoss:F3} nats ({result.ValidationLoss * Nats.Bits:F3} bits) per held-out character",
        $"{Path.GetFileName(_corpus.Name)}; {_settings.Batch} x {_settings.Window} characters a step, Adam, peak rate {_settings.LearningRate}, seed {_settings.Seed}",
        _plan.Steps,
        curve.Training,
        curve.Validation);
}
