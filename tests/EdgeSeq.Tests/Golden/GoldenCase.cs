using System.Text.Json;

namespace EdgeSeq.Tests.Golden;

/// <summary>One file of golden values; see <c>make_golden.py</c>. Matrices are row-major, batches [B x T] or [B x T x n].</summary>
internal sealed record GoldenCase(
    Cell Cell, int Vocabulary, int Hidden, int Batch, int Window, int[] Tokens, int[] Targets,
    float[] InitialState, double[] FinalState, double[] Logits, double Loss,
    Dictionary<string, float[]> Weights, Dictionary<string, double[]> Gradients, int Layers = 1, bool BothDirections = false)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>Targets that count.</summary>
    public int Counted => Targets.Count(t => t >= 0);

    public static GoldenCase Read(string name) =>
        JsonSerializer.Deserialize<GoldenCase>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json")), Options)!;
}
