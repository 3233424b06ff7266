using System.Diagnostics;
using Xunit;

namespace EdgeSeq.Tests.Docs;

/// <summary>What the README shows does what it says.</summary>
public class ReadmeSampleTests
{
    [Fact]
    public void The_sample_of_the_readme_runs_and_learns_its_line()
    {
        DirectoryInfo room = Directory.CreateTempSubdirectory("edgeseq-readme-");
        try
        {
            string program = Path.Combine(room.FullName, "Sample.dll");
            new DocumentProgram("README.md", DocumentTests.Blocks("README.md").Where(DocumentTests.IsSample), withGenerated: false).Emit(program);
            foreach (string library in new[] { "EdgeSeq.dll", "CommunityToolkit.HighPerformance.dll" })
            {
                File.Copy(Path.Combine(AppContext.BaseDirectory, library), Path.Combine(room.FullName, library));
            }

            string output = Run(room.FullName, "exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "EdgeSeq.Tests.runtimeconfig.json"), program);
            Assert.Contains("wood", output, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(room.FullName, "charlm.safetensors")));
        }
        finally
        {
            room.Delete(recursive: true);
        }
    }

    private static string Run(string folder, params string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        using Process process = Process.Start(new ProcessStartInfo(dotnet, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        return output;
    }
}
