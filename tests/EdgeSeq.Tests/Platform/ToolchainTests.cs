using System.Diagnostics;
using Xunit;

namespace EdgeSeq.Tests.Platform;

/// <summary>What CI and a developer are told where the cross compiler or the emulator is missing.</summary>
[Trait("Isa", "none")]
public sealed class ToolchainTests
{
    [SkippableFact]
    public void In_CI_a_missing_tool_is_a_failure_that_says_what_to_install()
    {
        (int exit, string output) = Run("install_tools || skip_or_fail", isCI: true);
        Assert.NotEqual(0, exit);
        Assert.StartsWith("FAILED: ", output, StringComparison.Ordinal);
        AssertNamesCure(output);
    }

    [SkippableFact]
    public void Elsewhere_it_is_skipped_with_the_reason()
    {
        (int exit, string output) = Run("install_tools || skip_or_fail", isCI: false);
        Assert.Equal(0, exit);
        Assert.StartsWith("skipped: ", output, StringComparison.Ordinal);
        AssertNamesCure(output);
    }

    private static void AssertNamesCure(string output)
    {
        Assert.Contains("qemu-aarch64", output, StringComparison.Ordinal);
        Assert.Contains("aarch64-linux-gnu-gcc", output, StringComparison.Ordinal);
        Assert.Contains("apt-get install clang lld", output, StringComparison.Ordinal);
    }

    /// <summary>Runs a command of <c>.ci/toolchain</c> where there is no tool at all.</summary>
    private static (int Exit, string Output) Run(string command, bool isCI)
    {
        Skip.IfNot(File.Exists("/bin/bash"), "The scripts of .ci need bash.");
        var start = new ProcessStartInfo("/bin/bash", ["-c", $". .ci/toolchain; {command}"])
        {
            WorkingDirectory = RepositoryFolder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = "/nowhere";
        start.Environment["CI"] = isCI ? "true" : "";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
