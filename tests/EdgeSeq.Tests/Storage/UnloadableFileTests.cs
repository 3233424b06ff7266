using System.Buffers.Binary;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Tests.Kernels;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>What is saved can be loaded, and what is loaded can be saved: else it is refused, and the good file stays.</summary>
[Trait("Isa", "none")]
public sealed class UnloadableFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_model_that_has_diverged_is_not_saved(float value)
    {
        string path = Path.Combine(_folder, "model.safetensors");
        using var model = new Model<TinyElman>(1);
        model.Save(path);
        byte[] good = File.ReadAllBytes(path), memory = new byte[good.Length];
        model.Parameters[TinyElman.Shape.Parameters[^1].Layout.IndexOf(0, 1)] = value;
        Assert.Contains("head.bias", Assert.Throws<InvalidOperationException>(() => model.Save(path)).Message, StringComparison.Ordinal);
        using var stream = new MemoryStream();
        Assert.Throws<InvalidOperationException>(() => model.Save(stream));
        Assert.Throws<InvalidOperationException>(() => model.Save(memory));
        Assert.Equal(0, stream.Length);
        Assert.All(memory, x => Assert.Equal(0, x));
        Assert.Equal(good, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Two_biases_whose_sum_is_infinite_are_refused_and_the_model_stays()
    {
        using var model = new Model<GruShape>(1);
        byte[] file = SafetensorsTests.Saved(model);
        string before = model.ComputeSha256();
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(SafetensorsTests.Place(file, "rnn.bias_ih_l0", 21)), 3e38f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(SafetensorsTests.Place(file, "rnn.bias_hh_l0", 21)), 3e38f);
        var refused = Assert.Throws<ModelFormatException>(() => model.LoadWeights(file));
        Assert.Contains("rnn.bias_hh_l0: 3E+38 is added to 3E+38", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.ComputeSha256());

        // One of them is small enough, and a gate whose biases are not added up may have both.
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(SafetensorsTests.Place(file, "rnn.bias_hh_l0", 21)), -3e38f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(SafetensorsTests.Place(file, "rnn.bias_ih_l0", 41)), 3e38f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(SafetensorsTests.Place(file, "rnn.bias_hh_l0", 41)), 3e38f);
        model.LoadWeights(file);
        model.LoadWeights(SafetensorsTests.Saved(model));
    }

    [Theory]
    [InlineData("rnn", "x", "x")]
    [InlineData("rnn", "", "")]
    public void Names_that_two_tensors_would_share_are_refused_at_saving_and_loading(string recurrent, string embedding, string head)
    {
        var options = new ModelFileOptions { RecurrentModule = recurrent, EmbeddingModule = embedding, HeadModule = head };
        using var model = new Model<KernelShapes.Embedded>(1);
        byte[] memory = new byte[model.GetSavedSize()];
        Assert.Contains("Two tensors of Embedded would be called", Assert.Throws<ArgumentException>(() => model.Save(memory, options)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.GetSavedSize(options));
        Assert.Throws<ArgumentException>(() => model.LoadWeights(memory, options));
        Assert.Throws<ArgumentException>(() => model.Save(Path.Combine(_folder, "model"), options));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("m", "m", "n")]
    [InlineData("m", "n", "m")]
    [InlineData("", "n", "m")]
    [InlineData("__metadata__", "\u0001\"\\", "😀")]
    public void Other_names_can_be_loaded_again(string recurrent, string embedding, string head)
    {
        var options = new ModelFileOptions { RecurrentModule = recurrent, EmbeddingModule = embedding, HeadModule = head };
        using var model = new Model<KernelShapes.Embedded>(1);
        byte[] memory = new byte[model.GetSavedSize(options)];
        model.Save(memory, options);
        using Model<KernelShapes.Embedded> loaded = Model<KernelShapes.Embedded>.Load(memory, options);
        Assert.Equal(model.ComputeSha256(), loaded.ComputeSha256());
    }

    [Fact]
    public void Names_that_are_no_text_are_refused()
    {
        using var model = new Model<TinyElman>(1);
        using var stream = new MemoryStream();
        Assert.Throws<ArgumentException>(() => model.Save(stream, new ModelFileOptions { HeadModule = "a\uD800" }));
        Assert.Throws<ArgumentException>(() => model.Save(stream, new ModelFileOptions { HeadModule = "\uDE00\uD83D" }));
    }
}
