using System.Globalization;

using EdgeSeq.Targets.LanguageModels.Text;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>Sampling from a saved model of any shape.</summary>
internal sealed class SampleJob : IShapeWork
{
    private readonly ModelFile _file;
    private readonly SampleSettings _settings;
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupted;

    private SampleJob(ModelFile file, SampleSettings settings, Terminal terminal, CancellationToken interrupted) =>
        (_file, _settings, _terminal, _interrupted) = (file, settings, terminal, interrupted);

    /// <summary>Runs it.</summary>
    /// <param name="app">The application.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="terminal">Where it writes and reads.</param>
    /// <param name="interrupted">Asks it to stop.</param>
    /// <returns>Exit code 0.</returns>
    /// <exception cref="UsageException">The model cannot be read, or is of no shape that is compiled in.</exception>
    public static int Run(LanguageApp app, SampleSettings settings, Terminal terminal, CancellationToken interrupted)
    {
        using ModelFile file = ModelFile.Open(settings.Model);
        return app.Shapes.Dispatch(file.Cell, file.Hidden, new SampleJob(file, settings, terminal, interrupted));
    }

    /// <inheritdoc/>
    public int Run<TShape>()
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        (Model<TShape> model, Vocabulary vocabulary) = _file.Load<TShape>();
        using (model)
        {
            SamplerOptions options = _settings.Options with { Vocabulary = vocabulary };
            int[] prompt = Prompt.Encode(vocabulary, _settings.Prompt);
            if (_settings.Count is int count)
            {
                WriteSentences(model, options with { StopToken = vocabulary.EndToken }, prompt, count);
            }
            else if (_settings.Beam is int width)
            {
                WriteLikeliest(model, vocabulary, width, prompt);
            }
            else
            {
                WriteTexts(model, options, prompt);
            }
        }

        return 0;
    }

    private void WriteSentences<TShape>(Model<TShape> model, SamplerOptions options, int[] prompt, int count)
        where TShape : struct, ILanguageModel
    {
        using var sampler = new BatchSampler<TShape>(model, options);
        int[] tokens = new int[_settings.Length], lengths = new int[1];
        for (int i = 0; i < count && !_interrupted.IsCancellationRequested;)
        {
            // As many at a time as run side by side, so that lines appear early and memory stays small.
            int some = Math.Min(count - i, BatchSampler<TShape>.DefaultRows);
            Array.Resize(ref tokens, some * _settings.Length);
            Array.Resize(ref lengths, some);
            sampler.Generate(prompt, tokens, lengths, first: i);
            i += some;
            for (int text = 0; text < some; text++)
            {
                _terminal.Text.WriteLine(PrintableText.Of(options.Vocabulary!, [.. prompt, .. tokens.AsSpan(text * _settings.Length, lengths[text])]));
            }
        }
    }

    private void WriteLikeliest<TShape>(Model<TShape> model, Vocabulary vocabulary, int width, int[] prompt)
        where TShape : struct, ILanguageModel
    {
        using var search = new BeamSearch<TShape>(model, new BeamOptions
        {
            Width = width, MaxLength = _settings.Length, Vocabulary = vocabulary, StopToken = vocabulary.EndToken,
        });
        int[] tokens = new int[_settings.Length];
        BeamResult found = search.Search(prompt, tokens);
        _terminal.Text.WriteLine(PrintableText.Of(vocabulary, [.. prompt, .. tokens.AsSpan(..found.Length)]));
        _terminal.Text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ln P {found.LogProbability:F3}, {found.Score:F3} nats a token"));
    }

    private void WriteTexts<TShape>(Model<TShape> model, SamplerOptions options, int[] prompt)
        where TShape : struct, ILanguageModel
    {
        using var sampler = new Sampler<TShape>(model, options);
        if (!_settings.IsInteractive)
        {
            Stream(sampler, prompt);
            return;
        }

        while (!_interrupted.IsCancellationRequested && _terminal.Input.ReadLine() is { } line)
        {
            Stream(sampler, Prompt.Encode(options.Vocabulary!, line));
        }
    }

    /// <summary>Writes a text while it is drawn.</summary>
    private void Stream<TShape>(Sampler<TShape> sampler, int[] prompt)
        where TShape : struct, ILanguageModel
    {
        Vocabulary vocabulary = sampler.Options.Vocabulary!;
        var text = new PrintableText(vocabulary);
        foreach (int token in prompt)
        {
            _terminal.Text.Write(text.Next(token));
        }

        foreach (int token in sampler.Enumerate(prompt.Length > 0 ? prompt : [vocabulary.EndToken!.Value], _settings.Length))
        {
            _terminal.Text.Write(text.Next(token));
            if (_interrupted.IsCancellationRequested)
            {
                break;
            }
        }

        _terminal.Text.WriteLine();
    }
}
