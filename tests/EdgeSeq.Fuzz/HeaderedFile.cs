using System.Buffers.Binary;

namespace EdgeSeq.Fuzz;

/// <summary>A safetensors file taken apart: eight bytes of length, JSON, data.</summary>
internal static class HeaderedFile
{
    /// <summary>Damages the JSON alone as often as the whole; then the length still says where the JSON ends.</summary>
    public static byte[] Damage(byte[] file, Mutator mutator)
    {
        if (mutator.Random.NextInt32(2) == 0)
        {
            return mutator.Mutate(file);
        }

        int data = sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return Assemble(mutator.Mutate(file[sizeof(long)..data]), file.AsSpan(data));
    }

    /// <summary>A file with a true length of its header.</summary>
    public static byte[] Assemble(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data)
    {
        byte[] file = new byte[sizeof(long) + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file.AsSpan(sizeof(long)));
        data.CopyTo(file.AsSpan(sizeof(long) + header.Length));
        return file;
    }
}
