using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

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

    public Span<ushort> Halves(string tensor) => MemoryMarshal.Cast<byte, ushort>(Of(tensor));

    public Span<float> Floats(string tensor) => MemoryMarshal.Cast<byte, float>(Of(tensor));

    /// <summary>The file as another tool may write it: one tensor as bytes, whose scales come first.</summary>
    public byte[] WithBytes(string tensor, ReadOnlySpan<sbyte> whole, ReadOnlySpan<float> scales)
    {
        var header = new JsonObject { ["__metadata__"] = JsonNode.Parse(_header.GetProperty("__metadata__").GetRawText()) };
        var data = new MemoryStream();
        Add($"{tensor}_scale", "F32", [scales.Length, 1], MemoryMarshal.AsBytes(scales));
        foreach (JsonProperty other in _header.EnumerateObject().Where(other => other.Name != "__metadata__"))
        {
            int[] shape = [.. other.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            Add(other.Name, other.Name == tensor ? "I8" : TypeOf(other.Name), shape, other.Name == tensor ? MemoryMarshal.AsBytes(whole) : Of(other.Name));
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. data.ToArray()];

        void Add(string name, string type, int[] shape, ReadOnlySpan<byte> content)
        {
            header[name] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["data_offsets"] = new JsonArray(data.Length, data.Length + content.Length) };
            data.Write(content);
        }
    }

    private Span<byte> Of(string tensor)
    {
        JsonElement offsets = _header.GetProperty(tensor).GetProperty("data_offsets");
        int begin = offsets[0].GetInt32();
        return _file.AsSpan(_data + begin, offsets[1].GetInt32() - begin);
    }
}
