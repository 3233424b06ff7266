using EdgeSeq.Bench.History;
using EdgeSeq.Bench.Machine;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Compare;

/// <summary>What is wrong with the options of a comparison: said before anything is compiled, measured or written.</summary>
internal static class CompareProblems
{
    public static IEnumerable<string> Of(FileInfo? csv, bool history, bool quick, string[] filter, int? core, bool check, int? threads, DirectoryInfo? rtNeural)
    {
        if (threads is null && CompareCommand.Choose(quick, filter).Length == 0)
        {
            yield return $"No workload has all of the words '{string.Join(' ', filter)}'; compare --list prints all labels.";
        }

        if (threads < 2)
        {
            yield return "--threads takes 2 or more.";
        }

        if (threads is not null && (csv is not null || history || check))
        {
            yield return "--threads prints tables of its own: --csv, --history and --check mean nothing to it.";
        }

        if (csv is not null && history)
        {
            yield return "--csv and --history name two places for one file: use one of them.";
        }

        if (check && (csv is not null || history))
        {
            yield return "--check times nothing that --csv or --history could write.";
        }

        if (rtNeural is not null && RTNeuralPeer.ProblemOf(rtNeural) is { } problem)
        {
            yield return problem;
        }

        if (Try(() => CorePinning.Choose(core)) is { } noCore)
        {
            yield return noCore;
        }

        if (Try(() => WriteNothing(history ? HistoryFile.Create() : csv)) is { } notWritable)
        {
            yield return notWritable;
        }
    }

    /// <summary>Opens a file for writing, and leaves it as it was.</summary>
    private static void WriteNothing(FileInfo? file)
    {
        if (file is null)
        {
            return;
        }

        bool isNew = !file.Exists;
        file.Open(FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        if (isNew)
        {
            file.Delete();
        }
    }

    private static string? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return problem.Message;
        }
    }
}
