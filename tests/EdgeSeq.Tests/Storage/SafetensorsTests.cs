using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Tests.Models;
using Xunit;

namespace EdgeSeq.Tests.Storage;

[Trait("Isa", "none")]
public sealed class SafetensorsTests
{
    [Fact]
    public void A_saved_model_is_loaded_bit_for_bit()
    {
        using var model = new Model<GruShape>(1, Initialization.PyTorch);
        using Model<GruShape> loaded = RoundTrip(model);
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
    }

    [Fact]
    public void Tensors_have_the_names_and_shapes_of_PyTorch()
    {
        using var model = new Model<GruShape>(1);
        using JsonDocument header = Header(Saved(model));
        Assert.Equal(
            "rnn.weight_ih_l0 [60,7], rnn.weight_hh_l0 [60,20], rnn.bias_ih_l0 [60], rnn.bias_hh_l0 [60], head.weight [7,20], head.bias [7]",
            string.Join(", ", header.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__")
                .Select(p => $"{p.Name} {p.Value.GetProperty("shape").GetRawText()}")));
        JsonElement metadata = header.RootElement.GetProperty("__metadata__");
        Assert.Equal("GruResetAfter", metadata.GetProperty("cell").GetString());
        Assert.Equal("7", metadata.GetProperty("vocabulary").GetString());
        Assert.Equal("20", metadata.GetProperty("hidden").GetString());
        Assert.Equal("1", metadata.GetProperty("edgeseq_version").GetString());
    }

    [Fact]
    public void Gates_are_stacked_in_the_order_of_the_shape_with_outputs_as_rows()
    {
        using var model = new Model<GruShape>(1, Initialization.PyTorch);
        byte[] file = Saved(model);
        Assert.Equal(ModelTests.Read(model, "W_z")[3, 11], Number(file, "rnn.weight_ih_l0", ((20 + 11) * 7) + 3));
        Assert.Equal(ModelTests.Read(model, "U_n")[19, 4], Number(file, "rnn.weight_hh_l0", ((40 + 4) * 20) + 19));
        Assert.Equal(ModelTests.Read(model, "b_n")[0, 5], Number(file, "rnn.bias_ih_l0", 45));
        Assert.Equal(ModelTests.Read(model, "b_hn")[0, 5], Number(file, "rnn.bias_hh_l0", 45));
        Assert.Equal(ModelTests.Read(model, "W_y")[6, 2], Number(file, "head.weight", (2 * 20) + 6));
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(0, Number(file, "rnn.bias_hh_l0", i)));
    }

    [Fact]
    public void A_second_bias_of_PyTorch_is_added_to_the_first_where_the_cell_has_one()
    {
        using var model = new Model<GruShape>(1, Initialization.PyTorch);
        byte[] file = Saved(model);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(Place(file, "rnn.bias_hh_l0", 21)), 0.5f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(Place(file, "rnn.bias_hh_l0", 42)), 0.25f);
        using Model<GruShape> loaded = Model<GruShape>.Load(new MemoryStream(file));
        Assert.Equal(ModelTests.Read(model, "b_z")[0, 1] + 0.5f, ModelTests.Read(loaded, "b_z")[0, 1]);
        Assert.Equal(0.25f, ModelTests.Read(loaded, "b_hn")[0, 2]);
    }

    [Fact]
    public void The_digest_is_that_of_the_data_of_a_saved_file()
    {
        using var model = new Model<TinyElman>(1);
        byte[] file = Saved(model);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(DataAt(file)))), model.ComputeSha256());
    }

    [Fact]
    public void Every_NaN_has_the_same_digest()
    {
        using var model = new Model<TinyElman>(1);
        model.Parameters[0] = float.NaN;
        string digest = model.ComputeSha256();
        model.Parameters[0] = BitConverter.Int32BitsToSingle(unchecked((int)0xFFC01234));
        Assert.Equal(digest, model.ComputeSha256());
    }

    [Fact]
    public void Tensors_begin_at_a_multiple_of_8_bytes()
    {
        using var model = new Model<TinyElman>(1);
        Assert.Equal(0, DataAt(Saved(model)) % 8);
    }

    [Fact]
    public void Tensors_may_come_in_any_order_and_free_text_may_be_there()
    {
        // As safetensors for Python writes: sorted by name, and without our vocabulary and hidden.
        using var model = new Model<TinyElman>(1);
        byte[] file = Saved(model);
        var header = new StringBuilder("{\"__metadata__\":{\"cell\":\"ElmanTanh\",\"note\":\"x\"}");
        using var data = new MemoryStream();
        foreach (JsonProperty tensor in Header(file).RootElement.EnumerateObject().Where(p => p.Name != "__metadata__").OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            int[] offsets = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt32())];
            header.Append($",\"{tensor.Name}\":{{\"dtype\":\"F32\",\"shape\":{tensor.Value.GetProperty("shape").GetRawText()}");
            header.Append($",\"data_offsets\":[{data.Length},{data.Length + offsets[1] - offsets[0]}]}}");
            data.Write(file, DataAt(file) + offsets[0], offsets[1] - offsets[0]);
        }

        using Model<TinyElman> loaded = Model<TinyElman>.Load(new MemoryStream(HostileFiles.Assemble(header + "}", data.ToArray())));
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
    }

    [Theory]
    [MemberData(nameof(HostileFiles.Names), MemberType = typeof(HostileFiles))]
    public void A_hostile_file_is_refused_with_a_reason_and_without_much_memory(string name)
    {
        (byte[] file, string reason) = HostileFiles.Get(name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<ModelFormatException>(() => Model<TinyElman>.Load(new MemoryStream(file)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.InRange(refused.Message.Length, 10, 400);
    }

    [Fact]
    public void Every_truncation_of_a_good_file_is_refused()
    {
        using var model = new Model<TinyElman>(1);
        byte[] file = Saved(model);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<ModelFormatException>(() => Model<TinyElman>.Load(new MemoryStream(file, 0, length)));
        }
    }

    [Fact]
    public void No_change_of_one_byte_in_the_header_does_anything_but_load_or_be_refused()
    {
        using var model = new Model<TinyElman>(1);
        byte[] file = Saved(model);
        var random = new RandomGenerator(1);
        for (int i = 0; i < DataAt(file) * 4; i++)
        {
            byte[] changed = [.. file];
            changed[i / 4] = (byte)random.NextInt32(256);
            try
            {
                Model<TinyElman>.Load(new MemoryStream(changed)).Dispose();
            }
            catch (ModelFormatException)
            {
                // What is expected of most; any other exception fails the test.
            }
        }
    }

    private static Model<GruShape> RoundTrip(Model<GruShape> model) => Model<GruShape>.Load(new MemoryStream(Saved(model)));

    internal static byte[] Saved<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    internal static int DataAt(byte[] file) => 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);

    internal static JsonDocument Header(byte[] file) => JsonDocument.Parse(file.AsMemory(8, DataAt(file) - 8));

    internal static int Place(byte[] file, string tensor, int index)
    {
        using JsonDocument header = Header(file);
        return DataAt(file) + header.RootElement.GetProperty(tensor).GetProperty("data_offsets")[0].GetInt32() + (index * sizeof(float));
    }

    private static float Number(byte[] file, string tensor, int index) =>
        BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(Place(file, tensor, index)));
}
