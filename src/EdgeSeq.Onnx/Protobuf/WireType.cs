namespace EdgeSeq.Onnx.Protobuf;

/// <summary>How a field of a protobuf message is stored (Protocol Buffers, Encoding).</summary>
internal enum WireType
{
    /// <summary>An integer, seven bits a byte, lowest first.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length, then so many bytes: text, bytes, a message, packed numbers.</summary>
    Bytes = 2,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 5,
}
