using System.Diagnostics;
using System.Text.Json;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.PyTorch;

/// <summary>An installed PyTorch, if there is one: that of the python3 on the path, or Debian's package.</summary>
internal static class PythonWithTorch
{
    private static readonly Lazy<string?> s_python = new(() => new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python => Run(python, "-c", "import torch") is not null));

    public static bool IsInstalled => s_python.Value is not null;

    /// <summary>Runs the model of <c>run_model.py</c>.</summary>
    /// <returns>The outputs after each token.</returns>
    public static float[][] Run(ModelShape shape, string source, string target, int[] tokens)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "PyTorch", "run_model.py");
        string form = JsonSerializer.Serialize(new
        {
            cell = shape.CellName, vocabulary = shape.Vocabulary, embedding = shape.Embedding, hidden = shape.Hidden, layers = shape.Layers,
            both = shape.Direction == Direction.Both, outputs = shape.Outputs,
        });
        string? output = Run(s_python.Value!, script, form, source, target, string.Join(',', tokens));
        Assert.True(output is not null, "run_model.py failed.");
        return JsonSerializer.Deserialize<float[][]>(output)!;
    }

    /// <returns>What it printed; null if it failed, or is not there.</returns>
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
