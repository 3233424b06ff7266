using System.Globalization;
using System.Runtime.InteropServices;
using EdgeSeq.Targets.Tool;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>A folder for the files of one test, and the tool's <c>import</c> on them.</summary>
internal sealed class ImportFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Small numbers, the same for the same seed.</summary>
    public static float[] Numbers(int count, int seed)
    {
        var random = new RandomGenerator((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => MathF.Round((2 * random.NextSingle()) - 1, 4))];
    }

    /// <summary>Numbers as JSON, in rows.</summary>
    public static string Json(ReadOnlySpan<float> numbers, int columns = 0)
    {
        string[] texts = Array.ConvertAll(numbers.ToArray(), number => number.ToString("R", CultureInfo.InvariantCulture));
        return columns == 0 ? $"[{string.Join(", ", texts)}]" : $"[{string.Join(", ", texts.Chunk(columns).Select(row => $"[{string.Join(", ", row)}]"))}]";
    }

    /// <summary>Imports a file, and requires its model to answer as expected.</summary>
    /// <returns>What the tool printed.</returns>
    public string Check(string file, float[] inputs, IReadOnlyList<double> expected, params string[] more)
    {
        File.WriteAllBytes(At("x.f32"), MemoryMarshal.AsBytes<float>(inputs).ToArray());
        File.WriteAllBytes(At("y.f64"), MemoryMarshal.AsBytes<double>([.. expected]).ToArray());
        (int code, string text, string errors) = Run(["import", At(file), "--out", At("out"), "--name", "Imported", "--check", At("x.f32"), At("y.f64"), .. more]);
        Assert.True(code == 0, text + errors);
        Assert.True(File.Exists(At("out/Imported.cs")) && File.Exists(At("out/model.safetensors")));
        return text;
    }

    public static (int Code, string Text, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        int code = ToolApp.Run(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
