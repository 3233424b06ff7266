using System.CommandLine;

using EdgeSeq.Targets.LanguageModels.Report;
using EdgeSeq.Targets.LanguageModels.Text;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary><c>next</c>: what a model finds likeliest to come after a text.</summary>
internal static class NextCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="app">The application.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(LanguageApp app, Terminal terminal)
    {
        Option<string> model = ModelOption.Create();
        Option<string> prompt = ModelOption.Prompt("What came before; without it, the start of a text.");
        Option<int> count = NumberOption.Create("--count", "How many of the likeliest.", 1, app.Shapes.Vocabulary, 10);
        var command = new Command("next", "Shows the likeliest next tokens after a text, with their probabilities.") { model, prompt, count };
        command.SetAction(result =>
        {
            using ModelFile file = ModelFile.Open(result.GetValue(model)!);
            return app.Shapes.Dispatch(file.Cell, file.Hidden, new Work(file, result.GetValue(prompt)!, result.GetValue(count), terminal));
        });
        return command;
    }

    private sealed class Work(ModelFile file, string prompt, int count, Terminal terminal) : IShapeWork
    {
        public int Run<TShape>()
            where TShape : struct, ILanguageModel, ITrainableModel
        {
            (Model<TShape> model, Vocabulary vocabulary) = file.Load<TShape>();
            using (model)
            {
                LikeliestTokens.Write(model, vocabulary, Prompt.Encode(vocabulary, prompt), count, terminal.Text);
            }

            return 0;
        }
    }
}
