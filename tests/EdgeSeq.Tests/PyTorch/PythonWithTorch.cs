using System.Text.Json;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.PyTorch;

/// <summary>The model of <c>run_model.py</c> in an installed PyTorch, if there is one.</summary>
internal static class PythonWithTorch
{
    private static readonly PythonScript s_script = new(Path.Combine(AppContext.BaseDirectory, "PyTorch", "run_model.py"));

    public static bool IsInstalled => Python.Missing is null;

    /// <summary>Runs the model of <c>run_model.py</c>.</summary>
    /// <returns>The outputs after each token.</returns>
    public static float[][] Run(ModelShape shape, string source, string target, int[] tokens)
    {
        string form = JsonSerializer.Serialize(new
        {
            cell = shape.CellName, vocabulary = shape.Vocabulary, embedding = shape.Embedding, hidden = shape.Hidden, layers = shape.Layers,
            both = shape.Direction == Direction.Both, outputs = shape.Outputs,
        });
        string? output = s_script.Run(form, source, target, string.Join(',', tokens));
        Assert.True(output is not null, "run_model.py failed.");
        return JsonSerializer.Deserialize<float[][]>(output)!;
    }
}
