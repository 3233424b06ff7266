using System.Diagnostics;

namespace EdgeSeq.Networks.Tests.Support;

/// <summary>Python with PyTorch, where there is one (Debian: apt-get install python3-torch).</summary>
internal static class Python
{
    private static readonly Lazy<string?> s_program = new(() => new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python => Run(python, "-c", "import torch") is not null));

    /// <summary>Why there is none; null if there is one.</summary>
    public static string? Missing => s_program.Value is null ? "There is no python3 with torch (Debian: apt-get install python3-torch)." : null;

    /// <summary>Runs it.</summary>
    /// <returns>What it printed; null if it failed.</returns>
    public static string? Run(params string[] arguments) => Run(s_program.Value!, arguments);

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["OMP_NUM_THREADS"] = "1" },
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
