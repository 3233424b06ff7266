using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeSeq.Bench.History;

/// <summary>Where a comparison is kept: <c>bench/history/DATE-COMMIT-MACHINE.csv</c> of the repository that is worked in.</summary>
internal static class HistoryFile
{
    private const string Processors = "/proc/cpuinfo", ModelName = "model name";

    /// <exception cref="InvalidOperationException">The current folder is in no repository.</exception>
    public static FileInfo Create()
    {
        string folder = Path.Combine(Git("rev-parse", "--show-toplevel"), "bench", "history");
        Directory.CreateDirectory(folder);
        string date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new FileInfo(Path.Combine(folder, $"{date}-{Git("rev-parse", "--short", "HEAD")}-{Machine()}.csv"));
    }

    /// <summary>The processor's name as a part of a file's name: <c>amd-epyc</c>.</summary>
    private static string Machine()
    {
        string? name = File.Exists(Processors)
            ? File.ReadLines(Processors).FirstOrDefault(line => line.StartsWith(ModelName, StringComparison.Ordinal))?.Split(':')[^1]
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        char[] clean = [.. (name ?? RuntimeInformation.ProcessArchitecture.ToString()).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')];
        return string.Join('-', new string(clean).Split('-', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Git(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException("--history is for a clone of the repository: git found none here.");
    }
}
