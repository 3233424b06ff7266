using EdgeSeq.Onnx.Protobuf;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>What a file makes the reader allocate: no more than eight times its size, whatever it is made of.</summary>
[Trait("Isa", "none")]
public sealed partial class MemoryTests
{
    private const int Size = 2_000_000;

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 256, Head = Head.None)]
    internal readonly partial struct Wide;

    /// <summary>A field of the model, a graph or a node, and what it is filled with.</summary>
    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    private static readonly Dictionary<string, Func<byte[]>> s_kinds = new(StringComparer.Ordinal)
    {
        ["empty nodes"] = () => Graph(Filled([0x0A, 0])),
        ["nodes of names"] = () => Graph(Filled([0x0A, 6, 0x0A, 1, (byte)'a', 0x12, 1, (byte)'b'])),
        ["nodes of constants"] = () => Graph(Many(i => [0x0A, 31, 0x22, 8, .. "Constant"u8, 0x12, 4, .. Number(i), 0x2A, 13, 0x0A, 9, .. "value_int"u8, 0x18, 1])),
        ["empty attributes"] = () => Graph(Message(0x0A, Filled([0x2A, 0]))),
        ["attributes of names"] = () => Graph(Message(0x0A, Many(i => [0x2A, 6, 0x0A, 4, .. Number(i)]))),
        ["inputs of a node"] = () => Graph(Message(0x0A, Filled([0x0A, 0]))),
        ["inputs of a node with names"] = () => Graph(Message(0x0A, Filled([0x0A, 1, (byte)'a']))),
        ["one long name"] = () => Graph(Message(0x0A, Message(0x0A, Filled((byte[])[(byte)'a'])))),
        ["packed integers of an attribute"] = () => Graph(Message(0x0A, Message(0x2A, Message(0x42, Filled((byte[])[1]))))),
        ["integers of an attribute"] = () => Graph(Message(0x0A, Message(0x2A, Filled([0x40, 1])))),
        ["packed numbers of an attribute"] = () => Graph(Message(0x0A, Message(0x2A, Message(0x3A, Filled((byte[])[0, 0, 0, 0]))))),
        ["numbers of an attribute"] = () => Graph(Message(0x0A, Message(0x2A, Filled([0x3D, 0, 0, 0, 0])))),
        ["texts of an attribute"] = () => Graph(Message(0x0A, Message(0x2A, Filled([0x4A, 0])))),
        ["empty tensors"] = () => Graph(Filled([0x2A, 0])),
        ["tensors of names"] = () => Graph(Many(i => [0x2A, 6, 0x42, 4, .. Number(i)])),
        ["dimensions of a tensor"] = () => Graph(Message(0x2A, Filled([0x08, 1]))),
        ["packed dimensions of a tensor"] = () => Graph(Message(0x2A, Message(0x0A, Filled((byte[])[1])))),
        ["packed 64-bit integers of a tensor"] = () => Graph(Message(0x2A, [0x10, 7, .. Message(0x3A, Filled((byte[])[1]))])),
        ["64-bit integers of a tensor"] = () => Graph(Message(0x2A, [0x10, 7, .. Filled([0x38, 1])])),
        ["packed 32-bit integers of a tensor"] = () => Graph(Message(0x2A, [0x10, 6, .. Message(0x2A, Filled((byte[])[1]))])),
        ["floats of a tensor"] = () => Graph(Message(0x2A, [0x10, 1, .. Filled([0x25, 0, 0, 0, 0])])),
        ["empty inputs"] = () => Graph(Filled([0x5A, 0])),
        ["inputs of names"] = () => Graph(Many(i => [0x5A, 6, 0x0A, 4, .. Number(i)])),
        ["dimensions of an input"] = () => Graph(Message(0x5A, Message(0x12, Message(0x0A, Message(0x12, Filled([0x0A, 0])))))),
        ["outputs"] = () => Graph(Filled([0x62, 0])),
        ["metadata"] = () => [.. Graph([]), .. Filled([0x72, 0])],
        ["metadata of keys"] = () => [.. Graph([]), .. Many(i => [0x72, 6, 0x0A, 4, .. Number(i)])],
        ["nested graphs"] = () => Enumerable.Range(0, 40).Aggregate(Filled([0x0A, 0]), (inner, _) => Graph(Message(0x0A, Message(0x2A, Message(0x32, inner))))),
        ["a constant repeated without end"] = () => Repeated(long.MaxValue),
        ["a constant repeated to two gigabytes"] = () => Repeated(500_000_000),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_hostile_file_takes_at_most_eight_times_its_size(string kind)
    {
        byte[] file = s_kinds[kind]();
        using var model = new Model<Shapes.Words>();
        Assert.Throws<ModelFormatException>(() => OnnxModel.ImportWeights(model, Graph([])));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFormatException>(() => OnnxModel.ImportWeights(model, file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L * Math.Max(Size, file.Length));
    }

    /// <summary>One copy of the weights on the way; to draw weights first would take two more.</summary>
    [Fact]
    public void An_import_draws_no_weights_and_copies_those_of_the_file_once()
    {
        using Model<Wide> model = Models.Create<Wide>();
        byte[] file = OnnxModel.Export(model);
        OnnxModel.Import<Wide>(file).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using Model<Wide> read = OnnxModel.Import<Wide>(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, file.Length * 3L / 2);
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
    }

    private static byte[] Repeated(long times)
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        return Rewritten.Of(model).Constant("times", times).Change("layer_0", node => node with { Inputs = [.. node.Inputs.Take(5), "first", .. node.Inputs.Skip(6)] })
            .Begin(new Messages.OnnxNode("ConstantOfShape", "", ["times"], ["first"], [])).Bytes();
    }

    private static byte[] Graph(byte[] content) => Message(0x3A, content);

    /// <summary>A message within another, by its tag.</summary>
    private static byte[] Message(byte tag, byte[] content)
    {
        var writer = new ProtoWriter();
        writer.Bytes(tag >> 3, content);
        return writer.Written.ToArray();
    }

    private static byte[] Filled(byte[] part) => Many(_ => part);

    private static byte[] Many(Func<int, byte[]> part)
    {
        using var bytes = new MemoryStream();
        for (int i = 0; bytes.Length < Size; i++)
        {
            bytes.Write(part(i));
        }

        return bytes.ToArray();
    }

    /// <summary>Four letters, other ones for every number.</summary>
    private static byte[] Number(int number) => [.. Enumerable.Range(0, 4).Select(place => (byte)('a' + (number / (int)Math.Pow(26, place) % 26)))];
}
