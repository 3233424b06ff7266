using System.CommandLine;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary><c>sample</c>: options to <see cref="SampleSettings"/>, then a <see cref="SampleJob"/>.</summary>
internal static class SampleCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="app">The application.</param>
    /// <param name="terminal">Where it writes and reads.</param>
    /// <param name="interrupted">Asks it to stop.</param>
    public static Command Create(LanguageApp app, Terminal terminal, CancellationToken interrupted)
    {
        Option<string> model = ModelOption.Create();
        Option<int> length = NumberOption.Create("--length", "Tokens to sample at most.", 1, 10_000_000, 400);
        Option<int?> count = NumberOption.CreateOptional("--count", "Draw so many sentences, each to the end of its line.", 1, 100_000);
        Option<int?> beam = NumberOption.CreateOptional("--beam", "Search for the likeliest continuation with a beam of this width, instead of sampling.", 1, 1000);
        var interactive = new Option<bool>("--interactive") { Description = "Read prompts from the standard input, a line each, and continue them." };
        Option<float> temperature = NumberOption.Create("--temperature", "0 always takes the likeliest token, 1 samples as learned.", 0f, 100f, 0.8f);
        Option<int> topK = NumberOption.Create("--top-k", "Sample among the N likeliest tokens; 0 for all.", 0, app.Shapes.Vocabulary, 0);
        Option<float> topP = NumberOption.Create("--top-p", "Sample among the likeliest tokens that make up this probability; 1 for all.", 0.000_001f, 1f, 1f);
        Option<float> minP = NumberOption.Create("--min-p", "Sample among tokens at least this many times as likely as the likeliest; 0 for all.", 0f, 1f, 0f);
        Option<float> penalty = NumberOption.Create("--repetition-penalty", "Makes the last 64 tokens less likely; 1 for not.", 1f, 100f, 1f);
        Option<string> prompt = ModelOption.Prompt("Text to continue; without it, a line is begun.");
        Option<ulong> seed = NumberOption.Create("--seed", "The same seed gives the same text.", 0UL, ulong.MaxValue, 1UL);

        var command = new Command("sample", "Writes text with a trained model, as it is drawn.")
        {
            model, length, count, beam, interactive, temperature, topK, topP, minP, penalty, prompt, seed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(count) is not null && (result.GetResult(beam) is not null || result.GetValue(interactive)))
            {
                result.AddError("--count draws sentences; it excludes --beam and --interactive.");
            }
        });
        command.SetAction(result => SampleJob.Run(
            app,
            new SampleSettings
            {
                Model = result.GetValue(model)!,
                Length = result.GetValue(length),
                Count = result.GetValue(count),
                Beam = result.GetValue(beam),
                IsInteractive = result.GetValue(interactive),
                Prompt = result.GetValue(prompt)!,
                Options = new SamplerOptions
                {
                    Temperature = result.GetValue(temperature) < SamplerOptions.MinTemperature ? 0 : result.GetValue(temperature),
                    TopK = result.GetValue(topK),
                    TopP = result.GetValue(topP),
                    MinP = result.GetValue(minP),
                    RepetitionPenalty = result.GetValue(penalty),
                    Seed = result.GetValue(seed),
                },
            },
            terminal,
            interrupted));
        return command;
    }
}
