using System.Globalization;
using EdgeSeq.Targets.Tool.Importing;
using EdgeSeq.Targets.Tool.Verify;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.Tool.Rounding;

/// <summary>What <c>quantize</c> was asked for.</summary>
/// <param name="File">The model.</param>
/// <param name="Weights">The type to round to.</param>
/// <param name="StateBits">Bits to which states are rounded for weights of 8 bits; what the file says if null.</param>
/// <param name="To">The file to write; beside the model if null.</param>
/// <param name="Check">A text, or numbers that a model of vectors reads; null for no comparison.</param>
/// <param name="RoundPairs">Whether the file has weights of 8 bits of another tool, to be rounded again.</param>
/// <param name="ReadsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
internal sealed record RoundingRequest(string File, WeightType Weights, int? StateBits, string? To, string? Check, bool RoundPairs, bool? ReadsTokens);

/// <summary><c>quantize</c>: a model file with its weights rounded to 8 or 16 bits, and what that costs.</summary>
internal static class WeightRounding
{
    /// <summary>What the name of a file of tokens ends in.</summary>
    private const string TokenFile = ".i32";

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
        stored = stored with { Model = stored.Model with { Shape = stored.Model.Shape with { StateBits = request.StateBits ?? stored.Model.Shape.StateBits } } };
        using IRoundingRun rounded = Load(stored, request.Weights);
        using IRoundingRun? floats = request.Check is null ? null : Load(stored, WeightType.Float32);
        List<string[]> compared = floats is null ? [] : Compare(request.Check!, stored.Model.Description.Vocabulary, floats, rounded);

        string to = request.To ?? Path.ChangeExtension(request.File, $"{request.Weights.ToString().ToLowerInvariant()}.safetensors");
        rounded.Save(to);
        output.WriteLine($"{to}: {stored.Declare(request.Weights)}");
        output.WriteLine();
        Table.Write(output, ["", stored.Weights == WeightType.Float32 ? "floats" : "as it was", stored.TitleOf(request.Weights)],
            [["bytes of the file", Grouped(file.Length), Grouped(new FileInfo(to).Length)], .. compared]);

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

        if (request is { StateBits: not null, Weights: not WeightType.Int8 })
        {
            throw new NotSupportedException("--state-bits goes with --weights int8: others multiply states as they are.");
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

    /// <summary>Rows of the table: the loss of a text, or how far outputs are from those of floats.</summary>
    private static List<string[]> Compare(string path, Vocabulary? vocabulary, IRoundingRun floats, IRoundingRun rounded)
    {
        bool areTokens = string.Equals(Path.GetExtension(path), TokenFile, StringComparison.OrdinalIgnoreCase);
        if (!floats.ReadsTokens || areTokens)
        {
            NumberFile numbers = NumberFile.Read(path);
            double largest = Comparison.Of("", "", floats.Outputs(numbers, activation: true), rounded.Outputs(numbers, activation: true)).Largest;
            double share = RelativeError(floats.Outputs(numbers, activation: false), rounded.Outputs(numbers, activation: false));
            return [["largest difference of outputs", "", Digits(largest)], ["difference over size, before softmax or sigmoid", "", $"{Digits(100 * share)} %"]];
        }

        if (vocabulary is null)
        {
            throw new NotSupportedException($"The file has no vocabulary, so a text cannot be read; save it with the model, or give tokens as a {TokenFile} file.");
        }

        try
        {
            int[] tokens = new int[vocabulary.CountTokens(File.ReadAllBytes(path))];
            vocabulary.Encode(File.ReadAllBytes(path), tokens);
            return [["nats a token of the text", Digits(floats.LossOf(tokens)), Digits(rounded.LossOf(tokens))]];
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"{path} cannot be read with the model's vocabulary. {e.Message}", e);
        }
    }

    /// <summary>Root of the mean square of the differences over that of the numbers.</summary>
    private static double RelativeError(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        (double error, double size) = (0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            error += ((double)found[i] - expected[i]) * ((double)found[i] - expected[i]);
            size += (double)expected[i] * expected[i];
        }

        return Math.Sqrt(error / size);
    }

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Digits(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
