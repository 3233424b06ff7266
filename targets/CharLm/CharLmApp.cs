using System.CommandLine;
using System.CommandLine.Help;

using EdgeSeq.Targets.CharLm.Commands;

namespace EdgeSeq.Targets.CharLm;

/// <summary>The command line: parses, runs, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class CharLmApp
{
    private const int RunFailed = 1, WrongArguments = 2;

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">As typed.</param>
    /// <param name="terminal">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <returns>0; 1 if a run failed; 2 if it was not begun, because arguments, corpus or paths will not do.</returns>
    public static int Run(string[] arguments, Terminal terminal, TextWriter errors)
    {
        try
        {
            // Response files are off: a prompt may begin with @.
            ParseResult result = Root(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
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
            errors.WriteLine($"charlm: {e.Message}");
            return WrongArguments;
        }
        catch (Exception e) when (e is RunFailedException or IOException)
        {
            errors.WriteLine($"charlm: {OneLine.Of(e)}");
            return RunFailed;
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Learns a text character by character with kernels generated for the shape, and writes more of it. Without a command: a demo of half a minute.")
        {
            TrainCommand.Create(terminal),
            SampleCommand.Create(terminal),
        };
        root.Directives.Clear();
        root.SetAction(_ => DemoCommand.Run(terminal));
        return root;
    }
}
