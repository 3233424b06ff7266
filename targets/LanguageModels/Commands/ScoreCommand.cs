using System.CommandLine;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary><c>score</c>: how likely a model finds given sentences; the likeliest first.</summary>
internal static class ScoreCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="app">The application.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(LanguageApp app, Terminal terminal)
    {
        Option<string> model = ModelOption.Create();
        var sentences = new Argument<string[]>("sentences") { Description = "Sentences to compare.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--file") { Description = "A text file with a sentence on each line, instead.", HelpName = "FILE" };
        var end = new Option<bool>("--end") { Description = "Score the end of the line as well; for models of sentences." };
        var command = new Command("score", "Ranks sentences by their probability under a model.") { model, sentences, file, end };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(sentences) is { Length: > 0 }) == (result.GetValue(file) is not null))
            {
                result.AddError("Give sentences, or --file with a sentence on each line.");
            }
        });
        command.SetAction(result => ScoreJob.Run(
            app, result.GetValue(model)!, result.GetValue(file) is { } path ? ScoreJob.ReadLines(path) : result.GetValue(sentences)!, result.GetValue(end), terminal));
        return command;
    }
}
