using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EdgeSeq.Forms.Tests.Bytes;

/// <summary>A saved model as its bytes: what a reader that knows nothing of the library sees, and may change.</summary>
internal sealed class ByteFile
{
    private readonly byte[] _file;
    private readonly int _data;
    private readonly JsonElement _header;

    public ByteFile(byte[] file)
    {
        _file = file;
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        _data = sizeof(long) + length;
        using JsonDocument document = JsonDocument.Parse(file.AsMemory(sizeof(long), length));
        _header = document.RootElement.Clone();
    }

    public static ByteFile Of<TShape>(Model<TShape> model)
        where TShape : struct, ISequenceModel
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return new ByteFile(stream.ToArray());
    }

    public byte[] Content => _file;

    public string TypeOf(string tensor) => _header.GetProperty(tensor).GetProperty("dtype").GetString()!;

    public Span<sbyte> Whole(string tensor) => MemoryMarshal.Cast<byte, sbyte>(Of(tensor));

    public Span<float> Floats(string tensor) => MemoryMarshal.Cast<byte, float>(Of(tensor));

    private Span<byte> Of(string tensor)
    {
        JsonElement offsets = _header.GetProperty(tensor).GetProperty("data_offsets");
        int begin = offsets[0].GetInt32();
        return _file.AsSpan(_data + begin, offsets[1].GetInt32() - begin);
    }
}
