using System.Globalization;
using System.Runtime.InteropServices;
using EdgeSeq.Targets.Tool;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary><c>edgeseq quantize</c>, and what the other commands make of weights of 8 bits.</summary>
public sealed class RoundingTests : IDisposable
{
    private const string Text = "a bac cab, a cab";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Quantize_writes_what_the_shape_reads_and_says_the_loss()
    {
        using Model<Shapes.Words> model = Words();
        File.WriteAllText(At("text.txt"), Text);
        (int code, string text, string errors) = Run("quantize", At("model.safetensors"), "--weights", "int8", "--check", At("text.txt"));
        Assert.Equal((0, ""), (code, errors));
        using Model<Shapes.WordsInt8> expected = model.Quantize<Shapes.WordsInt8>(), written = Model<Shapes.WordsInt8>.Load(At("model.int8.safetensors"));
        Assert.Equal(expected.ComputeSha256(), written.ComputeSha256());
        Assert.Equal(Text, written.Vocabulary!.Decode(written.Vocabulary.Encode(Text)));
        Assert.Contains("HiddenSizes = [5, 4], Weights = WeightType.Int8)]", text, StringComparison.Ordinal);
        Assert.Matches($"bytes of the file +{Size("model.safetensors")} +{Size("model.int8.safetensors")}\n", text);
        Assert.Matches($"nats a token of the text +{Loss(model)} +{Loss(expected)}\n", text);
        Assert.NotEqual(Loss(model), Loss(expected));

        static string Loss<TShape>(Model<TShape> model)
            where TShape : struct, ILanguageModel
        {
            int[] tokens = model.Vocabulary!.Encode(Text);
            float[] logits = new float[7];
            double sum = 0;
            using var session = new Session<TShape>(model);
            for (int t = 0; t + 1 < tokens.Length; t++)
            {
                session.Step(tokens[t]);
                session.Logits(logits);
                sum += Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[tokens[t + 1]];
            }

            return (sum / (tokens.Length - 1)).ToString("0.0000", CultureInfo.InvariantCulture);
        }

        string Size(string name) => new FileInfo(At(name)).Length.ToString("N0", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Models_of_vectors_are_compared_by_their_outputs()
    {
        using Model<Shapes.Alarm> model = Models.Create<Shapes.Alarm>();
        model.Save(At("model.safetensors"));
        File.WriteAllText(At("x.csv"), "0.5,0.25\n-1,0.125\n0.75,1\n");
        (int code, string text, string errors) = Run("quantize", At("model.safetensors"), "--weights", "int8", "--out", At("small.safetensors"), "--check", At("x.csv"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"largest difference of outputs +0\.00\d\d\n", text);
        Assert.Matches(@"difference over size, before softmax or sigmoid +[01]\.\d\d\d\d %\n", text);
        Assert.True(File.Exists(At("small.safetensors")));
    }

    [Fact]
    public void What_cannot_be_rounded_is_said_in_one_line()
    {
        Words().Dispose();
        File.WriteAllText(At("text.txt"), Text);
        File.WriteAllText(At("short.txt"), "a");
        File.WriteAllBytes(At("other.txt"), [0xFF, 0xFE]);
        Assert.Equal(0, Run("quantize", At("model.safetensors"), "--weights", "int8").Code);
        byte[] before = File.ReadAllBytes(At("model.int8.safetensors"));
        using (Model<Shapes.Net> net = Models.Create<Shapes.Net>())
        {
            net.Save(At("net.safetensors"));
        }

        using (Model<Shapes.Words> silent = Models.Create<Shapes.Words>())
        {
            silent.Save(At("silent.safetensors"));
        }

        using (Model<Shapes.Labels> labels = Models.Create<Shapes.Labels>())
        {
            labels.Vocabulary = Vocabulary.Build([Text], new VocabularyOptions { Level = TextLevel.Character, MaxSize = 6 });
            labels.Save(At("labels.safetensors"));
        }

        Fails("weights of 8 bits already", At("model.int8.safetensors"));
        Fails("is a network", At("net.safetensors"));
        Fails("must be .safetensors", At("model.safetensors"), "--out", At("model.onnx"));
        Fails("has no vocabulary", At("silent.safetensors"), "--check", At("text.txt"));
        Fails("no loss", At("labels.safetensors"), "--check", At("text.txt"));
        Fails("fewer than two tokens", At("model.safetensors"), "--check", At("short.txt"));
        Fails("cannot be read with the model's vocabulary", At("model.safetensors"), "--check", At("other.txt"));
        Assert.Equal(before, File.ReadAllBytes(At("model.int8.safetensors")));
        Assert.False(File.Exists(At("net.int8.safetensors")));
        Assert.Contains("int4", Run("quantize", At("model.safetensors"), "--weights", "int4").Errors, StringComparison.Ordinal);

        void Fails(string message, params string[] arguments)
        {
            (int code, string output, string errors) = Run(["quantize", .. arguments, "--weights", "int8"]);
            Assert.Equal((1, ""), (code, output));
            Assert.Contains(message, errors, StringComparison.Ordinal);
            Assert.Single(errors.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public void Other_commands_read_weights_of_8_bits()
    {
        using Model<Shapes.Words> model = Words();
        using Model<Shapes.WordsInt8> rounded = model.Quantize<Shapes.WordsInt8>();
        rounded.Save(At("small.safetensors"));
        (int code, string text, string errors) = Run("inspect", At("small.safetensors"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"rnn.weight_hh_l0 +I8 +\[20 x 5\]\n", text);
        Assert.Contains("HiddenSizes = [5, 4], Weights = WeightType.Int8)]", text, StringComparison.Ordinal);
        Assert.Matches($"of them in 8 bits +{20 * (3 + 5) + 16 * (5 + 4) + 7 * 4}\n", text);

        (code, text, errors) = Run("verify", At("small.safetensors"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("as floats:", text, StringComparison.Ordinal);
        Assert.Contains($"With weights of 8 bits ({Hardware.ActiveByteProduct}):", text, StringComparison.Ordinal);
        Assert.Contains("within 5e-2", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" NO\n", text, StringComparison.Ordinal);

        // Floats, and the same bytes again.
        Assert.Equal(0, Run("convert", At("small.safetensors"), At("floats.safetensors")).Code);
        Assert.Equal(0, Run("quantize", At("floats.safetensors"), "--weights", "int8").Code);
        Assert.Equal(File.ReadAllBytes(At("small.safetensors")), File.ReadAllBytes(At("floats.int8.safetensors")));

        // Whole numbers in ONNX too.
        Assert.Equal(0, Run("convert", At("small.safetensors"), At("small.onnx")).Code);
        using Model<Shapes.WordsInt8> converted = OnnxModel.Import<Shapes.WordsInt8>(At("small.onnx"));
        Assert.Equal(rounded.ComputeSha256(), converted.ComputeSha256());
        Assert.Matches(@"R_l0_rows_quantized +int8 +\[20 x 5\]\n", Run("inspect", At("small.onnx")).Output);
    }

    /// <summary>The tensors are those of states of 8 bits; what the file says of them goes with it.</summary>
    [Fact]
    public void States_of_15_bits_are_declared_and_verified()
    {
        using Model<Shapes.Words> model = Words();
        (int code, string text, string errors) = Run("quantize", At("model.safetensors"), "--weights", "int8", "--state-bits", "15");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Weights = WeightType.Int8, StateBits = 15)]", text, StringComparison.Ordinal);
        Assert.Contains("8 bits and states of 15", text, StringComparison.Ordinal);
        using Model<Shapes.WordsInt8States15> expected = model.Quantize<Shapes.WordsInt8States15>(), written = Model<Shapes.WordsInt8States15>.Load(At("model.int8.safetensors"));
        using Model<Shapes.WordsInt8> of8 = Model<Shapes.WordsInt8>.Load(At("model.int8.safetensors"));
        Assert.Equal([expected.ComputeSha256(), expected.ComputeSha256()], [written.ComputeSha256(), of8.ComputeSha256()]);

        text = Run("inspect", At("model.int8.safetensors")).Output;
        Assert.Matches(@"state_bits +15\n", text);
        Assert.Contains("StateBits = 15)]", text, StringComparison.Ordinal);
        (code, text, errors) = Run("verify", At("model.int8.safetensors"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"With weights of 8 bits and states of 15 ({Hardware.ActiveByteProduct}):", text, StringComparison.Ordinal);
        Assert.Contains("within 1e-3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("within 5e-2", text, StringComparison.Ordinal);

        // Through floats, and through ONNX.
        Assert.Equal(0, Run("convert", At("model.int8.safetensors"), At("floats.safetensors")).Code);
        Assert.Equal(0, Run("quantize", At("floats.safetensors"), "--weights", "int8").Code);
        Assert.Equal(File.ReadAllBytes(At("model.int8.safetensors")), File.ReadAllBytes(At("floats.int8.safetensors")));
        Assert.Equal(0, Run("convert", At("model.int8.safetensors"), At("small.onnx")).Code);
        using Model<Shapes.WordsInt8States15> converted = OnnxModel.Import<Shapes.WordsInt8States15>(At("small.onnx"));
        Assert.Equal(expected.ComputeSha256(), converted.ComputeSha256());
        Assert.Contains("StateBits = 15)]", Run("inspect", At("small.onnx")).Output, StringComparison.Ordinal);

        Assert.Contains("goes with --weights int8", Run("quantize", At("model.safetensors"), "--weights", "bfloat16", "--state-bits", "15").Errors, StringComparison.Ordinal);
        Assert.Contains("12", Run("quantize", At("model.safetensors"), "--weights", "int8", "--state-bits", "12").Errors, StringComparison.Ordinal);
        byte[] other = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(At("model.int8.safetensors"))).Replace("\"state_bits\":\"15\"", "\"state_bits\":\"12\"", StringComparison.Ordinal));
        File.WriteAllBytes(At("other.safetensors"), other);
        Assert.Contains("states have 8 bits, or 15", Run("inspect", At("other.safetensors")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_16_bits_are_rounded_and_read()
    {
        using Model<Shapes.Words> model = Words();
        (int code, string text, string errors) = Run("quantize", At("model.safetensors"), "--weights", "bfloat16");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("HiddenSizes = [5, 4], Weights = WeightType.BFloat16)]", text, StringComparison.Ordinal);
        using Model<Shapes.WordsBFloat16> expected = model.Quantize<Shapes.WordsBFloat16>(), written = Model<Shapes.WordsBFloat16>.Load(At("model.bfloat16.safetensors"));
        Assert.Equal(expected.ComputeSha256(), written.ComputeSha256());

        text = Run("inspect", At("model.bfloat16.safetensors")).Output;
        Assert.Matches($"of them in 16 bits +{(7 * 3) + (20 * (3 + 5)) + (16 * (5 + 4)) + (7 * 4)}\n", text);
        Assert.Contains("Weights = WeightType.BFloat16)]", text, StringComparison.Ordinal);

        (code, text, errors) = Run("verify", At("model.bfloat16.safetensors"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("With weights of 16 bits:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("within 5e-2", text, StringComparison.Ordinal);
        Assert.Contains("16 bits already", Run("quantize", At("model.bfloat16.safetensors"), "--weights", "bfloat16").Errors, StringComparison.Ordinal);

        using (Model<Shapes.Net> net = Models.Create<Shapes.Net>())
        {
            net.Save(At("net.safetensors"));
        }

        Assert.Equal(0, Run("quantize", At("net.safetensors"), "--weights", "bfloat16").Code);
        Assert.Contains("Weights = WeightType.BFloat16)]", Run("inspect", At("net.bfloat16.safetensors")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_that_break_the_rule_are_rounded_again_only_if_asked()
    {
        using Model<Shapes.Words> model = Words();
        using Model<Shapes.WordsInt8> rounded = model.Quantize<Shapes.WordsInt8>();
        rounded.Save(At("foreign.safetensors"));
        byte[] file = File.ReadAllBytes(At("foreign.safetensors"));
        string header = System.Text.Encoding.Latin1.GetString(file);
        int begin = int.Parse(header[(header.IndexOf("\"data_offsets\":[", header.IndexOf("\"rnn.weight_hh_l0\"", StringComparison.Ordinal), StringComparison.Ordinal) + 16)..].Split(',')[0], CultureInfo.InvariantCulture);
        MemoryMarshal.Cast<byte, sbyte>(file.AsSpan(8 + BitConverter.ToInt32(file) + begin))[..2].Fill(100);
        File.WriteAllBytes(At("foreign.safetensors"), file);
        Assert.Contains("break the rule", Run("verify", At("foreign.safetensors")).Errors, StringComparison.Ordinal);
        Assert.Equal(0, Run("inspect", At("foreign.safetensors")).Code);
        Assert.Contains("--round-pairs", Run("quantize", At("foreign.safetensors"), "--weights", "int8").Errors, StringComparison.Ordinal);
        Assert.Equal(0, Run("quantize", At("foreign.safetensors"), "--weights", "int8", "--round-pairs").Code);
        Assert.Equal(0, Run("verify", At("foreign.int8.safetensors")).Code);
    }

    private Model<Shapes.Words> Words()
    {
        Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        model.Vocabulary = Vocabulary.Build(["abc, "], new VocabularyOptions { Level = TextLevel.Character, MaxSize = 7 });
        model.Save(At("model.safetensors"));
        return model;
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, errors = new() { NewLine = "\n" };
        int code = ToolApp.Run(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
