using System.CommandLine;

namespace EdgeSeq.Targets.CharLm.Commands;

/// <summary><c>charlm sample</c>: options to <see cref="SampleSettings"/>, then a <see cref="SampleJob"/>.</summary>
internal static class SampleCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "A model that train --save wrote.", HelpName = "FILE", Required = true };
        Option<int> length = NumberOption.Create("--length", "Characters to sample.", 1, 10_000_000, 400);
        Option<float> temperature = NumberOption.Create("--temperature", "0 always takes the likeliest character, 1 samples as learned.", 0f, 100f, 0.8f);
        Option<int> topK = NumberOption.Create("--top-k", "Sample among the N likeliest characters; 0 for all.", 0, 256, 0);
        Option<float> topP = NumberOption.Create("--top-p", "Sample among the likeliest characters that make up this probability; 1 for all.", 0.000_001f, 1f, 1f);
        var prompt = new Option<string>("--prompt") { Description = "Text to continue; without it, a line is begun.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        Option<ulong> seed = NumberOption.Create("--seed", "The same seed gives the same text.", 0UL, ulong.MaxValue, 1UL);

        var command = new Command("sample", "Writes text with a trained model.") { model, length, temperature, topK, topP, prompt, seed };
        command.SetAction(result => SampleJob.Run(
            new SampleSettings
            {
                Model = result.GetValue(model)!,
                Length = result.GetValue(length),
                Temperature = result.GetValue(temperature),
                TopK = result.GetValue(topK),
                TopP = result.GetValue(topP),
                Prompt = result.GetValue(prompt)!,
                Seed = result.GetValue(seed),
            },
            terminal));
        return command;
    }
}
