using System.Diagnostics;

namespace EdgeSeq.Networks.Tests.Support;

/// <summary>Python with PyTorch, where there is one (Debian: apt-get install python3-torch).</summary>
internal static class Python
{
    /// <summary>To import it takes seconds.</summary>
    private const string FindTorch = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)";

    private static readonly Lazy<string?> s_program = new(() => new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python => Run(python, "-c", FindTorch) is not null));

    /// <summary>Why there is none; null if there is one.</summary>
    public static string? Missing => s_program.Value is null ? "There is no python3 with torch (Debian: apt-get install python3-torch)." : null;

    /// <summary>Runs it.</summary>
    /// <returns>What it printed; null if it failed.</returns>
    public static string? Run(params string[] arguments) => Run(s_program.Value!, arguments);

    /// <summary>Starts it, with pipes to what it reads and from what it prints.</summary>
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(s_program.Value!, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        Environment = { ["OMP_NUM_THREADS"] = "1" },
    })!;

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
