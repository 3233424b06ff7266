using System.Diagnostics;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>The property EdgeSeqKernels as MSBuild hands it to the compiler, which reads one line and takes what stands behind a semicolon or # for a comment.</summary>
[Trait("Isa", "none")]
public class KernelsPropertyTests
{
    [Theory]
    [InlineData("Avx512;Avx2", "Avx512,Avx2")]
    [InlineData("\n    Avx2;\r\n    Neon # boards\n  ", ",Avx2,Neon,boards,")]
    [InlineData("#Avx2", ",Avx2")]
    public void Every_word_reaches_the_compiler(string written, string expected) => Assert.Equal(expected, Evaluate(written));

    private static string Evaluate(string written)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        string targets = Path.Combine(Snapshot.Repository, "src", "EdgeSeq", "buildTransitive", "net10.0", "EdgeSeq.Kernels.targets");
        var start = new ProcessStartInfo(dotnet, ["msbuild", targets, "-nologo", "-getProperty:_EdgeSeqKernels"]) { RedirectStandardOutput = true };
        start.Environment["EdgeSeqKernels"] = written;   // what a shell would have to escape
        using Process process = Process.Start(start)!;
        string value = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return value.TrimEnd('\r', '\n');
    }
}
