using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using EdgeSeq.Shapes;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>What goes into a file and comes out of it: spans, names of modules, types of numbers, the vocabulary.</summary>
[Trait("Isa", "none")]
public sealed class ModelFileTests
{
    private static readonly ModelFileOptions Renamed = new() { RecurrentModule = "encoder.gru", HeadModule = "decoder.linear" };

    [Fact]
    public void Memory_holds_the_same_bytes_as_a_stream()
    {
        using var model = new Model<GruShape>(1);
        byte[] expected = SafetensorsTests.Saved(model), actual = new byte[model.GetSavedSize() + 10];
        Assert.Equal(expected.Length, model.Save(actual));
        Assert.Equal(expected, actual[..^10]);
        Assert.All(actual[^10..], rest => Assert.Equal(0, rest));
        using Model<GruShape> loaded = Model<GruShape>.Load(expected);
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
    }

    [Fact]
    public void Too_little_memory_is_refused_and_left_alone()
    {
        using var model = new Model<TinyElman>(1);
        byte[] memory = new byte[model.GetSavedSize() - 1];
        Assert.Throws<ArgumentException>(() => model.Save(memory));
        Assert.All(memory, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_file_that_is_refused_leaves_weights_and_vocabulary_as_they_were()
    {
        using var model = new Model<TinyElman>(1) { Vocabulary = Letters() };
        using var other = new Model<TinyElman>(2);
        string before = model.ComputeSha256();
        byte[] file = SafetensorsTests.Saved(other);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 4), float.NaN);   // the last number of all
        Assert.Throws<ModelFormatException>(() => model.LoadWeights(file));
        Assert.Equal(before, model.ComputeSha256());
        Assert.NotNull(model.Vocabulary);
        model.LoadWeights(SafetensorsTests.Saved(other));
        Assert.Equal(other.ComputeSha256(), model.ComputeSha256());
        Assert.Null(model.Vocabulary);
    }

    [Fact]
    public void Modules_have_the_names_that_are_asked_for()
    {
        using var model = new Model<GruShape>(1);
        byte[] file = new byte[model.GetSavedSize(Renamed)];
        model.Save(file, Renamed);
        using JsonDocument header = SafetensorsTests.Header(file);
        Assert.True(header.RootElement.TryGetProperty("encoder.gru.weight_hh_l0", out _));
        Assert.True(header.RootElement.TryGetProperty("decoder.linear.bias", out _));
        using Model<GruShape> loaded = Model<GruShape>.Load(file, Renamed);
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
        var refused = Assert.Throws<ModelFormatException>(() => Model<GruShape>.Load(file));
        Assert.Contains("no tensor rnn.weight_ih_l0 [60, 7]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("encoder.gru.weight_ih_l0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_of_no_name_leaves_the_name_of_the_tensor()
    {
        using var model = new Model<GruShape>(1);
        var options = new ModelFileOptions { RecurrentModule = "" };
        byte[] file = new byte[model.GetSavedSize(options)];
        model.Save(file, options);
        using JsonDocument header = SafetensorsTests.Header(file);
        Assert.True(header.RootElement.TryGetProperty("weight_hh_l0", out _));
    }

    [Fact]
    public void A_file_without_a_cell_is_loaded_only_if_the_cell_may_be_assumed()
    {
        using var model = new Model<TinyElman>(1);
        byte[] file = SafetensorsTests.Saved(model);
        file[file.AsSpan().IndexOf("\"cell\""u8) + 1] = (byte)'s';
        Assert.Throws<ModelFormatException>(() => Model<TinyElman>.Load(file));
        using Model<TinyElman> loaded = Model<TinyElman>.Load(file, new ModelFileOptions { AssumeCell = true });
        Assert.Equal(model.ComputeSha256(), loaded.ComputeSha256());
    }

    [Theory]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    [InlineData("F32", 4)]
    [InlineData("F64", 8)]
    public void Numbers_of_other_types_are_rounded_to_the_nearest_float(string dtype, int size)
    {
        using var model = new Model<TinyElman>(1);
        var header = new StringBuilder("{\"__metadata__\":{\"cell\":\"ElmanTanh\"}");
        var data = new List<byte>();
        byte[] file = SafetensorsTests.Saved(model);
        foreach (JsonProperty tensor in SafetensorsTests.Header(file).RootElement.EnumerateObject().Where(p => p.Name != "__metadata__"))
        {
            int count = tensor.Value.GetProperty("shape").EnumerateArray().Aggregate(1, (product, length) => product * length.GetInt32());
            header.Append($",\"{tensor.Name}\":{{\"dtype\":\"{dtype}\",\"shape\":{tensor.Value.GetProperty("shape").GetRawText()}");
            header.Append($",\"data_offsets\":[{data.Count},{data.Count + (count * size)}]}}");
            data.AddRange(Enumerable.Repeat(Encoded(dtype), count).SelectMany(bytes => bytes));
        }

        using Model<TinyElman> loaded = Model<TinyElman>.Load(HostileFiles.Assemble(header + "}", [.. data]));
        float expected = dtype switch { "F16" => 0.099975586f, "BF16" => 0.1005859375f, _ => 0.1f };
        Assert.All(Model<TinyElman>.Shape.Parameters.Where(p => p.Kind != ParameterKind.Bias), parameter =>
            Assert.Equal(expected, loaded.Parameters[parameter.Layout.IndexOf(parameter.Rows - 1, parameter.Columns - 1)]));
    }

    [Fact]
    public void A_negative_zero_stays_one()
    {
        using var model = new Model<GruShape>(1);
        model.Parameters.Clear();
        foreach (ParameterInfo parameter in GruShape.Shape.Parameters)
        {
            model.Parameters[parameter.Layout.IndexOf(0, 0)] = -0.0f;
        }

        using Model<GruShape> loaded = Model<GruShape>.Load(SafetensorsTests.Saved(model));
        Assert.Equal(model.Parameters.ToArray().Select(BitConverter.SingleToInt32Bits), loaded.Parameters.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void The_vocabulary_is_saved_within_the_model()
    {
        using var model = new Model<TinyElman>(1) { Vocabulary = Letters() };
        using Model<TinyElman> loaded = Model<TinyElman>.Load(SafetensorsTests.Saved(model));
        Assert.Equal(TextLevel.Character, loaded.Vocabulary?.Level);
        Assert.Equal(model.Vocabulary!.Count, loaded.Vocabulary!.Count);
        Assert.Equal("ä"u8.ToArray(), loaded.Vocabulary.UnitOf(3).ToArray());
        Assert.Equal(0, loaded.Vocabulary.UnknownToken);
    }

    [Fact]
    public void A_vocabulary_that_is_too_large_is_not_taken()
    {
        using var model = new Model<TinyElman>(1);
        Assert.Throws<ArgumentException>(() => model.Vocabulary = Vocabulary.Bytes);
        Assert.Null(model.Vocabulary);
    }

    [Fact]
    public void A_digest_allocates_no_tensor()
    {
        using var model = new Model<GruShape>(1);
        Assert.InRange(Allocated.By(() => model.ComputeSha256()), 1, (4 * GruShape.Shape.ParameterCount) - 1);
    }

    private static Vocabulary Letters() => Vocabulary.Build(new MemoryStream("a ä"u8.ToArray()), new VocabularyOptions());

    private static byte[] Encoded(string dtype)
    {
        byte[] bytes = new byte[8];
        switch (dtype)
        {
            case "F16":
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)0.1);
                return bytes[..2];
            case "BF16":
                return [0xCE, 0x3D];   // 0x3DCE
            case "F64":
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, 0.1);
                return bytes;
            default:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, 0.1f);
                return bytes[..4];
        }
    }
}
