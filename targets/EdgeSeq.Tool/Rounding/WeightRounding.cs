using System.Globalization;
using EdgeSeq.Targets.Tool.Importing;
using EdgeSeq.Targets.Tool.Verify;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.Tool.Rounding;

/// <summary>What <c>quantize</c> was asked for.</summary>
/// <param name="File">The model.</param>
/// <param name="Weights">The type to round to.</param>
/// <param name="To">The file to write; beside the model if null.</param>
/// <param name="Check">A text, or numbers that a model of vectors reads; null for no comparison.</param>
/// <param name="RoundPairs">Whether the file has weights of 8 bits of another tool, to be rounded again.</param>
/// <param name="ReadsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
internal sealed record RoundingRequest(string File, WeightType Weights, string? To, string? Check, bool RoundPairs, bool? ReadsTokens);

/// <summary><c>quantize</c>: a model file with its weights rounded to 8 or 16 bits, and what that costs.</summary>
internal static class WeightRounding
{
    /// <summary>Rounds, compares and writes.</summary>
    /// <exception cref="IOException">A file cannot be read or written, or is not what it should be; nothing was written.</exception>
    /// <exception cref="NotSupportedException">The model cannot be rounded, or the comparison is none for it; nothing was written.</exception>
    public static void Run(RoundingRequest request, TextWriter output)
    {
        if (StoredModel.IsOnnx(request.File) || StoredModel.IsOnnx(request.To ?? request.File))
        {
            throw new NotSupportedException("Both files must be .safetensors files; `convert` makes one of an .onnx file.");
        }

        using Stream file = StoredModel.Open(request.File);
        StoredModel stored = StoredModel.Read(request.File, file, request.ReadsTokens);
        RequireRoundable(request, stored);
        using IRoundingRun rounded = Load(stored, request.Weights);
        using IRoundingRun? floats = request.Check is null ? null : Load(stored, WeightType.Float32);
        (string What, double? Before, double After)? compared = floats is null ? null : Compare(request.Check!, stored.Model.Description.Vocabulary, floats, rounded);

        string to = request.To ?? Path.ChangeExtension(request.File, $"{request.Weights.ToString().ToLowerInvariant()}.safetensors");
        rounded.Save(to);
        output.WriteLine($"{to}: {stored.Declare(request.Weights)}");
        output.WriteLine();
        List<string[]> rows = [["bytes of the file", Grouped(file.Length), Grouped(new FileInfo(to).Length)]];
        if (compared is { } result)
        {
            rows.Add([result.What, result.Before is { } before ? Digits(before) : "", Digits(result.After)]);
        }

        Table.Write(output, ["", stored.Weights == WeightType.Float32 ? "floats" : "as it was", StoredModel.Title(request.Weights)], rows);

        IRoundingRun Load(StoredModel model, WeightType weights)
        {
            file.Position = 0;
            var run = (IRoundingRun)Activator.CreateInstance(typeof(RoundingRun<>).MakeGenericType(CompiledShape.Of(model.Known.Shape, weights)))!;
            run.Load(file, request.RoundPairs);
            return run;
        }
    }

    private static void RequireRoundable(RoundingRequest request, StoredModel stored)
    {
        if (stored.Weights == WeightType.Int8 && !request.RoundPairs)
        {
            throw new NotSupportedException($"{request.File} has weights of 8 bits already. If they are of another tool, --round-pairs rounds those again that break the rule of pairs.");
        }

        if (stored.Weights == WeightType.BFloat16 && request.Weights == WeightType.BFloat16)
        {
            throw new NotSupportedException($"{request.File} has weights of 16 bits already.");
        }

        if (stored.Known.Shape.Network.Length > 0 && request.Weights == WeightType.Int8)
        {
            throw new NotSupportedException($"{request.File} is a network; only stacks of layers can have weights of 8 bits. Networks can have --weights bfloat16.");
        }
    }

    private static (string What, double? Before, double After) Compare(string path, Vocabulary? vocabulary, IRoundingRun floats, IRoundingRun rounded)
    {
        if (!floats.ReadsTokens)
        {
            NumberFile numbers = NumberFile.Read(path);
            return ("largest difference of outputs", null, Comparison.Of("", "", floats.Outputs(numbers), rounded.Outputs(numbers)).Largest);
        }

        if (vocabulary is null)
        {
            throw new NotSupportedException("The file has no vocabulary, so a text cannot be read; save it with the model.");
        }

        try
        {
            int[] tokens = new int[vocabulary.CountTokens(File.ReadAllBytes(path))];
            vocabulary.Encode(File.ReadAllBytes(path), tokens);
            return ("nats a token of the text", floats.LossOf(tokens), rounded.LossOf(tokens));
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"{path} cannot be read with the model's vocabulary. {e.Message}", e);
        }
    }

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Digits(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
