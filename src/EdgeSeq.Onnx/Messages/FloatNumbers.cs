using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Messages;

/// <summary>Numbers of a tensor that are still bytes of the file: they are decoded where they go.</summary>
/// <param name="Type">Of <see cref="FloatType"/>.</param>
/// <param name="Data">Little-endian numbers.</param>
internal readonly record struct FloatNumbers(string Type, ReadOnlyMemory<byte> Data)
{
    private const int ChunkSize = 256;

    /// <summary>Zeros.</summary>
    public static FloatNumbers Zeros(int count) => new(FloatType.Float32, new byte[count * sizeof(float)]);

    private int Size => FloatType.SizeOf(Type);

    /// <summary>How many.</summary>
    public int Length => Data.Length / Size;

    /// <summary>Decodes some as float32, rounded to nearest.</summary>
    /// <param name="start">The first.</param>
    /// <param name="values">Receives them.</param>
    public void CopyTo(int start, Span<float> values) => FloatType.Decode(Type, Data.Span.Slice(start * Size, values.Length * Size), values);

    /// <summary>Some of them.</summary>
    public FloatNumbers Slice(int start, int length) => this with { Data = Data.Slice(start * Size, length * Size) };

    /// <summary>Decodes all.</summary>
    public float[] ToArray()
    {
        float[] values = new float[Length];
        CopyTo(0, values);
        return values;
    }

    /// <summary>Whether all are zero; -0 is.</summary>
    public bool AreZero()
    {
        Span<float> chunk = stackalloc float[ChunkSize];
        for (int start = 0; start < Length; start += ChunkSize)
        {
            Span<float> values = chunk[..Math.Min(ChunkSize, Length - start)];
            CopyTo(start, values);
            if (values.ContainsAnyExcept(0f))
            {
                return false;
            }
        }

        return true;
    }
}
