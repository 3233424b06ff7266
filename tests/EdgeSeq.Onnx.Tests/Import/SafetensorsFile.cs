using System.Buffers.Binary;
using System.Text;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>A safetensors file as Hugging Face documents it, byte by byte: eight bytes of length, JSON, numbers.</summary>
internal static class SafetensorsFile
{
    public static byte[] Of(string dtype, params (string Name, int[] Shape, float[] Values)[] tensors)
    {
        var data = new MemoryStream();
        var entries = new List<string>();
        foreach ((string name, int[] shape, float[] values) in tensors)
        {
            long begin = data.Length;
            foreach (float value in values)
            {
                data.Write(dtype switch
                {
                    "F64" => BitConverter.GetBytes((double)value),
                    "F16" => BitConverter.GetBytes((Half)value),
                    "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
                    _ => BitConverter.GetBytes(value),
                });
            }

            entries.Add($$"""{{'"'}}{{name}}{{'"'}}:{"dtype":"{{dtype}}","shape":[{{string.Join(",", shape)}}],"data_offsets":[{{begin}},{{data.Length}}]}""");
        }

        byte[] header = Encoding.UTF8.GetBytes($"{{{string.Join(",", entries)}}}"), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data.ToArray()];
    }
}
