using System.Buffers.Binary;
using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Storage;

/// <summary>Moves the numbers of a model between its parameter block and the tensors of a file.</summary>
internal static class CanonicalWeights
{
    private const int NaNBits = 0x7FC00000, ChunkSize = 512;

    /// <summary>The numbers of a tensor of a file.</summary>
    public delegate ReadOnlySpan<float> Numbers(CanonicalTensor tensor);

    /// <summary>The numbers of tensors that lie one after the other.</summary>
    public static Numbers NumbersIn(ReadOnlyMemory<float> values, ImmutableArray<CanonicalTensor> tensors) =>
        tensor => values.Span.Slice(tensors.TakeWhile(other => !ReferenceEquals(other, tensor)).Sum(other => other.Length), tensor.Length);

    /// <summary>Checks what a file holds before a parameter is touched.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="cell">For the message.</param>
    /// <param name="numbers">The numbers of each.</param>
    /// <exception cref="ModelFormatException">A number, or the sum of two that enter one place, is not finite, or a number stands where the cell has no place for it.</exception>
    public static void Check(ImmutableArray<CanonicalTensor> tensors, string cell, Numbers numbers)
    {
        foreach (CanonicalTensor tensor in tensors)
        {
            ReadOnlySpan<float> own = numbers(tensor);
            Check(tensor, cell, 0, own);
            for (int slot = 0; tensor.IsAdded && slot < tensor.Slots.Length; slot++)
            {
                if (tensor.Slots[slot] is { Parameter: null, AddTo: { } sum })
                {
                    ReadOnlySpan<float> terms = own.Slice(slot * tensor.SlotLength, tensor.SlotLength), others = Of(sum, tensors, numbers);
                    for (int i = 0; i < terms.Length; i++)
                    {
                        tensor.Sum(terms[i], others[i]);
                    }
                }
            }
        }
    }

    /// <summary>Checks numbers of one tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="cell">For the message.</param>
    /// <param name="start">The first number.</param>
    /// <param name="values">Some numbers.</param>
    /// <exception cref="ModelFormatException">A number is not finite, or stands where the cell has no place for it.</exception>
    public static void Check(CanonicalTensor tensor, string cell, int start, ReadOnlySpan<float> values)
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
    /// <param name="numbers">The numbers of each.</param>
    /// <param name="block">The parameter block.</param>
    public static void Import(ImmutableArray<CanonicalTensor> tensors, Numbers numbers, Span<float> block)
    {
        block.Clear();
        foreach (CanonicalTensor tensor in tensors)
        {
            tensor.Write(0, numbers(tensor), block);
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
        return hash.FinishAsText();
    }

    /// <summary>The numbers of a parameter.</summary>
    private static ReadOnlySpan<float> Of(ParameterInfo parameter, ImmutableArray<CanonicalTensor> tensors, Numbers numbers)
    {
        CanonicalTensor tensor = tensors.First(tensor => tensor.Slots.Any(slot => slot.Parameter == parameter));
        int slot = 0;
        while (tensor.Slots[slot].Parameter != parameter)
        {
            slot++;
        }

        return numbers(tensor).Slice(slot * tensor.SlotLength, tensor.SlotLength);
    }
}
