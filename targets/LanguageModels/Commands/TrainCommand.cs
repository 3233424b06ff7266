using System.CommandLine;

using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary><c>train</c>: options to <see cref="TrainSettings"/>, then a <see cref="TrainJob"/>.</summary>
internal sealed class TrainCommand
{
    private readonly LanguageApp _app;
    private readonly Option<string?> _corpus, _save, _json, _curve, _prompt, _checkpoints;
    private readonly Option<TextLevel?> _level;
    private readonly Option<Cell?> _cell;
    private readonly Option<int?> _hidden, _epochs, _steps, _patience;
    private readonly Option<int> _batch, _window, _minCount;
    private readonly Option<float> _rate, _clip, _decay;
    private readonly Option<ulong> _seed;
    private readonly Option<bool> _sentences, _lowerCase, _resume;

    /// <summary>Declares the options.</summary>
    /// <param name="app">Says what they default to.</param>
    public TrainCommand(LanguageApp app)
    {
        _app = app;
        TrainSettings defaults = app.Defaults;
        _corpus = Path("--corpus", "Text to learn; without it, the documentation and sources this program was built from.");
        _level = ChoiceOption.Create("--level", "What a token stands for.", app.Levels, app.Levels[0].Name);
        _sentences = new("--sentences") { Description = "Each line is a sentence of its own, from the zero state to its end. A line longer than the window is cut." };
        _lowerCase = new("--lower-case") { Description = "Read capitals as small letters (words only)." };
        _minCount = NumberOption.Create("--min-count", "How often a character or word must occur to have a token of its own.", 1, int.MaxValue, defaults.MinCount);
        _cell = ChoiceOption.Create("--cell", "Recurrent cell.", app.Shapes.Cells, ShapeCatalogue.NameOf(defaults.Cell));
        _hidden = ChoiceOption.Create("--hidden", "Hidden units; not every cell has every size.", [.. app.Shapes.HiddenSizes.Select(h => ($"{h}", h))], $"{defaults.Hidden}");
        _batch = NumberOption.Create("--batch", "Rows of text trained side by side.", 1, 4096, defaults.Batch);
        _window = NumberOption.Create("--window", "Tokens of a row between two updates.", 1, 65_536, defaults.Window);
        _epochs = NumberOption.CreateOptional("--epochs", "Passes over the text, instead of --steps.", 1, 100_000);
        _steps = NumberOption.CreateOptional("--steps", $"Updates; {defaults.Steps} if neither is given.", 1, int.MaxValue);
        _rate = NumberOption.Create("--lr", "Peak learning rate of Adam; falls along a cosine to 5 % of it.", 0f, 10f, defaults.LearningRate);
        _clip = NumberOption.Create("--clip", "Largest norm of the gradient; 0 for no limit.", 0f, 1e6f, defaults.Clip);
        _decay = NumberOption.Create("--decay", "Decay of the weights (AdamW); 0 for plain Adam.", 0f, 10f, defaults.Decay);
        _patience = NumberOption.CreateOptional("--patience", "Stop after so many validations without a better loss, and keep the best weights.", 1, 1000);
        _seed = NumberOption.Create("--seed", "Seed of the first weights and of the samples.", 0UL, ulong.MaxValue, defaults.Seed);
        _prompt = new("--prompt") { Description = "Show the ten likeliest tokens after this text when the run is over.", HelpName = "TEXT" };
        _checkpoints = new("--checkpoints") { Description = "Folder for a checkpoint after every validation and at the end; the last three are kept.", HelpName = "FOLDER" };
        _resume = new("--resume") { Description = "Go on from the newest checkpoint; all other options must be as they were." };
        _save = Path("--save", "Where to write the model (safetensors).");
        _json = Path("--json", "Where to write the figures of the run (JSON).");
        _curve = Path("--curve", "Where to draw the loss curve (SVG).");
    }

    /// <summary>Builds the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="interrupted">Asks a run to end early.</param>
    public Command Create(Terminal terminal, CancellationToken interrupted)
    {
        var command = new Command("train", "Learns a text and shows samples of what was learned. Ctrl-C ends it early, with all that belongs to an end.")
        {
            _corpus, _level, _sentences, _lowerCase, _minCount, _cell, _hidden, _batch, _window, _epochs, _steps, _rate, _clip, _decay,
            _patience, _seed, _prompt, _checkpoints, _resume, _save, _json, _curve,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(_epochs) is not null && result.GetResult(_steps) is not null)
            {
                result.AddError("--epochs and --steps exclude each other; give one of them.");
            }

            if (result.GetValue(_resume) && result.GetValue(_checkpoints) is null)
            {
                result.AddError("--resume needs --checkpoints FOLDER.");
            }

            if (result.GetValue(_lowerCase) && (result.GetValue(_level) ?? _app.Defaults.Level) != TextLevel.Word)
            {
                result.AddError("--lower-case is for words; at this level every character is kept as it is.");
            }
        });
        command.SetAction(result => TrainJob.Run(_app, Settings(result), terminal, interrupted));
        return command;
    }

    private TrainSettings Settings(ParseResult result)
    {
        TrainSettings defaults = _app.Defaults;
        return defaults with
        {
            Corpus = result.GetValue(_corpus),
            Level = result.GetValue(_level) ?? defaults.Level,
            Sentences = result.GetValue(_sentences),
            LowerCase = result.GetValue(_lowerCase),
            MinCount = result.GetValue(_minCount),
            Cell = result.GetValue(_cell) ?? defaults.Cell,
            Hidden = result.GetValue(_hidden) ?? defaults.Hidden,
            Batch = result.GetValue(_batch),
            Window = result.GetValue(_window),
            Epochs = result.GetValue(_epochs),
            Steps = result.GetValue(_steps) ?? defaults.Steps,
            LearningRate = result.GetValue(_rate),
            Clip = result.GetValue(_clip),
            Decay = result.GetValue(_decay),
            Patience = result.GetValue(_patience),
            Seed = result.GetValue(_seed),
            Prompt = result.GetValue(_prompt) ?? defaults.Prompt,
            Checkpoints = result.GetValue(_checkpoints),
            Resume = result.GetValue(_resume),
            Save = OutputFile.Check("--save", result.GetValue(_save)),
            Json = OutputFile.Check("--json", result.GetValue(_json)),
            Curve = OutputFile.Check("--curve", result.GetValue(_curve)),
        };
    }

    private static Option<string?> Path(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };
}
