using System.CommandLine;

namespace EdgeSeq.Targets.CharLm.Commands;

/// <summary><c>charlm train</c>: options to <see cref="TrainSettings"/>, then a <see cref="TrainJob"/>.</summary>
internal static class TrainCommand
{
    private static readonly TrainSettings Default = new();

    /// <summary>Builds the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        Option<string?> corpus = Path("--corpus", "Text to learn, any file; without it, the documentation and sources this program was built from.");
        Option<Cell?> cell = ChoiceOption.Create("--cell", "Recurrent cell.", ShapeCatalogue.Cells, ShapeCatalogue.NameOf(Default.Cell));
        Option<int?> hidden = ChoiceOption.Create("--hidden", "Hidden units.", [.. ShapeCatalogue.HiddenSizes.Select(h => ($"{h}", h))], $"{Default.Hidden}");
        Option<int> batch = NumberOption.Create("--batch", "Rows of text trained side by side.", 1, 4096, Default.Batch);
        Option<int> window = NumberOption.Create("--window", "Characters of a row between two updates.", 1, 65_536, Default.Window);
        Option<int?> epochs = NumberOption.CreateOptional("--epochs", "Passes over the text, instead of --steps.", 1, 100_000);
        Option<int?> steps = NumberOption.CreateOptional("--steps", $"Updates; {Default.Steps} if neither is given.", 1, int.MaxValue);
        Option<float> rate = NumberOption.Create("--lr", "Peak learning rate of Adam; falls along a cosine to 5 % of it.", 0f, 10f, Default.LearningRate);
        Option<float> clip = NumberOption.Create("--clip", "Largest norm of the gradient; 0 for no limit.", 0f, 1e6f, Default.Clip);
        Option<ulong> seed = NumberOption.Create("--seed", "Seed of the first weights and of the samples.", 0UL, ulong.MaxValue, Default.Seed);
        Option<string?> save = Path("--save", "Where to write the model (safetensors).");
        Option<string?> json = Path("--json", "Where to write the figures of the run (JSON).");
        Option<string?> curve = Path("--curve", "Where to draw the loss curve (SVG).");

        var command = new Command("train", "Learns a text and shows samples of what was learned.")
        {
            corpus, cell, hidden, batch, window, epochs, steps, rate, clip, seed, save, json, curve,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(epochs) is not null && result.GetResult(steps) is not null)
            {
                result.AddError("--epochs and --steps exclude each other; give one of them.");
            }
        });
        command.SetAction(result => TrainJob.Run(
            new TrainSettings
            {
                Corpus = result.GetValue(corpus),
                Cell = result.GetValue(cell) ?? Default.Cell,
                Hidden = result.GetValue(hidden) ?? Default.Hidden,
                Batch = result.GetValue(batch),
                Window = result.GetValue(window),
                Epochs = result.GetValue(epochs),
                Steps = result.GetValue(steps) ?? Default.Steps,
                LearningRate = result.GetValue(rate),
                Clip = result.GetValue(clip),
                Seed = result.GetValue(seed),
                Save = OutputFile.Check("--save", result.GetValue(save)),
                Json = OutputFile.Check("--json", result.GetValue(json)),
                Curve = OutputFile.Check("--curve", result.GetValue(curve)),
            },
            terminal));
        return command;
    }

    private static Option<string?> Path(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };
}
