using System.Text;

using EdgeSeq.Targets.CharLm.Text;

namespace EdgeSeq.Targets.CharLm.Commands;

/// <summary>Sampling from a saved model of any shape.</summary>
internal sealed class SampleJob : IShapeWork<int>
{
    private readonly SampleSettings _settings;
    private readonly Terminal _terminal;

    private SampleJob(SampleSettings settings, Terminal terminal)
    {
        _settings = settings;
        _terminal = terminal;
    }

    /// <summary>Runs it.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <returns>Exit code 0.</returns>
    /// <exception cref="UsageException">The model cannot be read, or is of no shape that is compiled in.</exception>
    public static int Run(SampleSettings settings, Terminal terminal)
    {
        (Cell cell, int hidden) = ModelFile.ReadShape(settings.Model);
        return ShapeCatalogue.Dispatch(cell, hidden, new SampleJob(settings, terminal));
    }

    /// <inheritdoc/>
    public int Run<TShape>()
        where TShape : struct, ILanguageModel
    {
        using Model<TShape> model = ModelFile.Load<TShape>(_settings.Model);
        using var sampler = new Sampler<TShape>(model, new SamplerOptions
        {
            Temperature = _settings.Temperature < SamplerOptions.MinTemperature ? 0 : _settings.Temperature,
            TopK = _settings.TopK,
            TopP = _settings.TopP,
            Seed = _settings.Seed,
        });
        int[] prompt = Array.ConvertAll(Encoding.UTF8.GetBytes(_settings.Prompt), b => (int)b);
        int[] tokens = new int[_settings.Length];
        int length = sampler.Generate(prompt.Length > 0 ? prompt : ['\n'], tokens);
        _terminal.Text.WriteLine(PrintableText.Of([.. prompt, .. tokens.AsSpan(..length)]));
        return 0;
    }
}
