using System.Globalization;
using EdgeSeq.Onnx;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Storage;
using EdgeSeq.Targets.Tool.Verify;

namespace EdgeSeq.Targets.Tool;

/// <summary><c>verify</c>: the kernels of EdgeSeq beside ONNX Runtime, on random sequences.</summary>
internal static class Verification
{
    /// <summary>Compares and writes a table.</summary>
    /// <param name="modelPath">A safetensors file.</param>
    /// <param name="onnxPath">An ONNX file; what the model is exported as if null.</param>
    /// <param name="readsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
    /// <param name="output">Receives the table.</param>
    /// <returns>Whether everything agrees.</returns>
    /// <exception cref="IOException">A file cannot be read, or does not fit.</exception>
    /// <exception cref="NotSupportedException">The kinds of file are wrong, or ONNX Runtime does not run the model.</exception>
    public static bool Run(string modelPath, string? onnxPath, bool? readsTokens, TextWriter output)
    {
        RequireKind(modelPath, isOnnx: false);
        if (onnxPath is not null)
        {
            RequireKind(onnxPath, isOnnx: true);
        }

        using Stream modelFile = StoredModel.Open(modelPath);
        StoredModel stored = StoredModel.Read(modelPath, modelFile, readsTokens);
        NamedModel model = stored.Known;
        if (model.Shape.Network.Length > 0)
        {
            throw new NotSupportedException($"{modelPath} is a network, and stacks are verified. `convert {Path.GetFileName(modelPath)} --to onnx`, then `import` with --check, compares a network with numbers.");
        }

        byte[] file = onnxPath is null ? OnnxModel.Write(model, new()) : File.ReadAllBytes(onnxPath);
        GraphContent content = OnnxModel.Read(file, onnxPath is null ? null : Path.GetDirectoryName(Path.GetFullPath(onnxPath)));
        content.RequireFits(model.Shape with { Name = Path.GetFileName(modelPath) });
        if (content.Precision != FloatType.Float32)
        {
            throw new NotSupportedException($"{onnxPath} computes in {content.Precision}, and ONNX Runtime runs recurrent layers in {FloatType.Float32} only. Save its graph in single precision.");
        }

        using var runtime = new RuntimeModel(file, content.Ports);
        WeightType[] types = stored.Weights == WeightType.Float32 ? [WeightType.Float32] : [WeightType.Float32, stored.Weights];
        Comparison[][] runs = [.. types.Select(Compare)];

        output.WriteLine($"{modelPath}: {stored.Declared}");
        output.WriteLine($"EdgeSeq ({Hardware.ActiveIsa}) beside ONNX Runtime with {onnxPath ?? "the same model, exported"}");
        foreach ((WeightType type, Comparison[] comparisons) in types.Zip(runs))
        {
            output.WriteLine();
            if (types.Length > 1)
            {
                output.WriteLine(type == WeightType.Float32 ? "With the weights of the file as floats:" : $"With weights of {stored.TitleOf(type)}{(type == WeightType.Int8 ? $" ({Hardware.ActiveByteProduct})" : "")}:");
            }

            Table.Write(output, ["rows x steps", "compared", "numbers", "largest difference", string.Create(CultureInfo.InvariantCulture, $"within {comparisons[0].Tolerance:0e+0}")],
                comparisons.Select(c => new[] { c.Case, c.What, $"{c.Count}", c.Largest.ToString("0.0e+0", CultureInfo.InvariantCulture), c.IsClose ? "yes" : "NO" }));
        }

        return runs.SelectMany(comparisons => comparisons).All(comparison => comparison.IsClose);

        Comparison[] Compare(WeightType weights)
        {
            var run = (IShapeRun)Activator.CreateInstance(typeof(ShapeRun<>).MakeGenericType(CompiledShape.Of(model.Shape, weights)))!;
            modelFile.Position = 0;
            return [.. run.Compare(modelFile, content, runtime)];
        }
    }

    private static void RequireKind(string path, bool isOnnx)
    {
        if (StoredModel.IsOnnx(path) != isOnnx)
        {
            throw new NotSupportedException($"{path} should be {(isOnnx ? "an .onnx" : "a .safetensors")} file.");
        }
    }
}
