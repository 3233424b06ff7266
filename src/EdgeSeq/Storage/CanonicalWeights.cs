using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeSeq.Storage;

/// <summary>Moves the numbers of a model between its parameter block and the tensors of a file.</summary>
internal static class CanonicalWeights
{
    private const int NaNBits = 0x7FC00000, ChunkSize = 512;

    /// <summary>Checks what a file holds before a parameter is touched.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="cell">For the message.</param>
    /// <param name="values">The numbers of all tensors, one after the other.</param>
    /// <exception cref="ModelFormatException">A number, or the sum of two that enter one place, is not finite, or a number stands where the cell has no place for it.</exception>
    public static void Check(ImmutableArray<CanonicalTensor> tensors, Cell cell, ReadOnlySpan<float> values)
    {
        int start = 0;
        foreach (CanonicalTensor tensor in tensors)
        {
            ReadOnlySpan<float> numbers = values.Slice(start, tensor.Length);
            Check(tensor, cell, 0, numbers);
            for (int slot = 0; tensor.IsAdded && slot < tensor.Slots.Length; slot++)
            {
                if (tensor.Slots[slot] is { Parameter: null, AddTo: { } sum })
                {
                    int others = StartOf(tensors, sum), own = slot * tensor.SlotLength;
                    for (int i = 0; i < tensor.SlotLength; i++)
                    {
                        tensor.Sum(numbers[own + i], values[others + i]);
                    }
                }
            }

            start += tensor.Length;
        }
    }

    /// <summary>Checks numbers of one tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="cell">For the message.</param>
    /// <param name="start">The first number.</param>
    /// <param name="values">Some numbers.</param>
    /// <exception cref="ModelFormatException">A number is not finite, or stands where the cell has no place for it.</exception>
    public static void Check(CanonicalTensor tensor, Cell cell, int start, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ModelFormatException($"{tensor.Name}: number {start + i} is {values[i]}; it must be finite.");
            }

            if (tensor.HasNoPlace && values[i] != 0 && tensor.Slots[(start + i) / tensor.SlotLength] is { Parameter: null, AddTo: null })
            {
                throw new ModelFormatException($"{tensor.Name}: number {start + i} is {values[i]}, but {cell} has no bias there; it must be 0.");
            }
        }
    }

    /// <summary>Requires what is written to a file to be what a file may hold.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="block">The parameter block.</param>
    /// <param name="what">What the numbers are, for the message.</param>
    /// <exception cref="InvalidOperationException">A number is not finite.</exception>
    public static void RequireFinite(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block, string what)
    {
        Span<float> values = stackalloc float[ChunkSize];
        foreach (CanonicalTensor tensor in tensors)
        {
            for (int start = 0; start < tensor.Length; start += ChunkSize)
            {
                Span<float> chunk = values[..Math.Min(ChunkSize, tensor.Length - start)];
                tensor.Read(block, start, chunk);
                foreach (float value in chunk)
                {
                    if (!float.IsFinite(value))
                    {
                        throw new InvalidOperationException(
                            $"A {what} of {tensor.Name} is {value}: the run has diverged, and no file that holds it could be loaded. Nothing was saved; go back to an earlier checkpoint or model.");
                    }
                }
            }
        }
    }

    /// <summary>Writes checked numbers to a parameter block. Its padding becomes zero: after a run that diverged it need not be.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="values">The numbers of all tensors, one after the other.</param>
    /// <param name="block">The parameter block.</param>
    public static void Import(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> values, Span<float> block)
    {
        block.Clear();
        foreach (CanonicalTensor tensor in tensors)
        {
            tensor.Write(0, values[..tensor.Length], block);
            values = values[tensor.Length..];
        }
    }

    /// <summary>The bytes of all tensors as a file holds them: little-endian float32, every NaN as 0x7FC00000. Allocates nothing.</summary>
    /// <typeparam name="TSink">Who takes them.</typeparam>
    /// <param name="tensors">The tensors.</param>
    /// <param name="block">The parameter block.</param>
    /// <param name="sink">Takes them piece by piece.</param>
    public static void Export<TSink>(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block, TSink sink)
        where TSink : IByteSink
    {
        Span<float> values = stackalloc float[ChunkSize];
        foreach (CanonicalTensor tensor in tensors)
        {
            for (int start = 0; start < tensor.Length; start += ChunkSize)
            {
                Span<float> chunk = values[..Math.Min(ChunkSize, tensor.Length - start)];
                tensor.Read(block, start, chunk);
                Export(chunk, sink);
            }
        }
    }

    /// <summary>The bytes of numbers as a file holds them.</summary>
    /// <typeparam name="TSink">Who takes them.</typeparam>
    /// <param name="values">Any number of floats.</param>
    /// <param name="sink">Takes them piece by piece.</param>
    public static void Export<TSink>(ReadOnlySpan<float> values, TSink sink)
        where TSink : IByteSink
    {
        Span<byte> bytes = stackalloc byte[ChunkSize * sizeof(float)];
        for (; !values.IsEmpty; values = values[Math.Min(ChunkSize, values.Length)..])
        {
            ReadOnlySpan<float> chunk = values[..Math.Min(ChunkSize, values.Length)];
            for (int i = 0; i < chunk.Length; i++)
            {
                int bits = float.IsNaN(chunk[i]) ? NaNBits : BitConverter.SingleToInt32Bits(chunk[i]);
                BinaryPrimitives.WriteInt32LittleEndian(bytes[(i * sizeof(float))..], bits);
            }

            sink.Add(bytes[..(chunk.Length * sizeof(float))]);
        }
    }

    /// <summary>SHA-256 of the bytes of all tensors in file order, in lower-case hexadecimal.</summary>
    public static string Sha256(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block)
    {
        var hash = new Sha256();
        Export(tensors, block, hash);
        Span<byte> digest = stackalloc byte[Storage.Sha256.Size];
        hash.Finish(digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Where the numbers of a parameter begin among those of all tensors.</summary>
    private static int StartOf(ImmutableArray<CanonicalTensor> tensors, ParameterInfo parameter)
    {
        int start = 0;
        foreach (CanonicalTensor tensor in tensors)
        {
            foreach (CanonicalSlot slot in tensor.Slots)
            {
                if (slot.Parameter == parameter)
                {
                    return start;
                }

                start += tensor.SlotLength;
            }
        }

        throw new InvalidOperationException($"No tensor holds {parameter.Name}.");
    }
}
