using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels;

/// <summary>A command line: parses, runs, and turns whatever goes wrong into one line and an exit code.</summary>
internal sealed class LanguageApp
{
    private const int RunFailed = 1, WrongArguments = 2;

    /// <summary>Its name, as typed.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, for the help.</summary>
    public required string Description { get; init; }

    /// <summary>What a token may stand for; the first is the default.</summary>
    public required IReadOnlyList<(string Name, TextLevel Level)> Levels { get; init; }

    /// <summary>The compiled-in shapes.</summary>
    public required ShapeCatalogue Shapes { get; init; }

    /// <summary>What <c>train</c> does if nothing else is said.</summary>
    public required TrainSettings Defaults { get; init; }

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">As typed.</param>
    /// <param name="terminal">Standard output and input.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="interrupted">Asks a run to end cleanly.</param>
    /// <returns>0; 1 if a run failed; 2 if it was not begun, because arguments, corpus or paths will not do.</returns>
    public int Run(string[] arguments, Terminal terminal, TextWriter errors, CancellationToken interrupted = default)
    {
        // Numbers are written the same everywhere, also where a build asks the machine for its culture.
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            // Response files are off: a prompt may begin with @.
            ParseResult result = Root(terminal, interrupted).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Errors.Count > 0 && result.Action is not HelpAction)
            {
                throw new UsageException(OneLine.Of(result.Errors[0].Message));
            }

            return result.Invoke(new InvocationConfiguration
            {
                Output = terminal.Text, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            });
        }
        catch (UsageException e)
        {
            errors.WriteLine($"{Name}: {e.Message}");
            return WrongArguments;
        }
        catch (Exception e) when (e is RunFailedException or IOException)
        {
            errors.WriteLine($"{Name}: {OneLine.Of(e)}");
            return RunFailed;
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private RootCommand Root(Terminal terminal, CancellationToken interrupted)
    {
        var root = new RootCommand(Description)
        {
            new TrainCommand(this).Create(terminal, interrupted),
            SampleCommand.Create(this, terminal, interrupted),
            NextCommand.Create(this, terminal),
            ScoreCommand.Create(this, terminal),
        };
        root.Directives.Clear();
        root.SetAction(_ => DemoCommand.Run(this, terminal, interrupted));
        return root;
    }
}
