using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Zip;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.PyTorch;

/// <summary>Tensors of a zip file that <c>torch.save</c> or <c>torch.jit.save</c> wrote: what they are stands in a pickle, their numbers in files beside it.</summary>
/// <param name="zip">The file.</param>
/// <param name="folder">The folder that all paths begin with.</param>
/// <param name="fileLength">Bytes of the whole file.</param>
internal sealed class TensorArchive(ZipFolder zip, string folder, long fileLength)
{
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);

    // Views of one storage may overlap, and strides of 0 repeat a number, so that a small file could ask for much.
    private readonly long _numbers = fileLength;
    private long _numbersLeft = fileLength;

    /// <summary>Whether a value of the pickle is a tensor.</summary>
    public static bool IsTensor(object? value) => Unwrapped(value) is PickleCall { Function.Name: "torch._utils._rebuild_tensor_v2" };

    /// <summary>The type of a tensor, as <see cref="FloatType"/> has it, or else as PyTorch calls it.</summary>
    public static string TypeOf(object? tensor) => Unwrapped(tensor) is PickleCall { Arguments: [PickleOutside { Arguments: [_, PickleGlobal storage, ..] }, ..] } ? storage.Name switch
    {
        "torch.FloatStorage" => FloatType.Float32,
        "torch.DoubleStorage" => "F64",
        "torch.HalfStorage" => "F16",
        "torch.BFloat16Storage" => FloatType.BFloat16,
        var other => other,
    }
    : "a tensor without numbers";

    /// <summary>The numbers of a tensor.</summary>
    /// <param name="name">Of the tensor, for messages.</param>
    /// <param name="tensor">Of a type that <see cref="FloatType"/> has.</param>
    /// <exception cref="ModelFormatException">They lie outside of their file.</exception>
    public NumberTensor Read(string name, object? tensor)
    {
        if (Unwrapped(tensor) is not PickleCall { Arguments: [PickleOutside { Arguments: [string, PickleGlobal, string key, _, ..] }, long offset, object?[] sizes, object?[] strides, ..] }
            || sizes.Length != strides.Length || sizes.Length > 8 || Array.Exists([.. sizes, .. strides], number => number is not (>= 0L and <= int.MaxValue)))
        {
            throw new ModelFormatException($"{JsonFields.Quote(name)} is no tensor as PyTorch writes them.");
        }

        string type = TypeOf(tensor);
        if (!_storages.TryGetValue(key, out byte[]? bytes))
        {
            _storages.Add(key, bytes = zip.Read($"{folder}data/{key}"));
        }

        int size = FloatType.SizeOf(type);
        long count = 1, last = offset, held = bytes.Length / size;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            (long length, long stride) = ((long)sizes[axis]!, (long)strides[axis]!);
            count = length == 0 ? 0 : Math.Min(count, int.MaxValue) * length;
            last = Math.Min(last + (Math.Max(length - 1, 0) * stride), long.MaxValue / 4);
        }

        _numbersLeft -= Math.Min(count, _numbers + 1);
        if (offset < 0 || (count > 0 && last >= held) || _numbersLeft < 0)
        {
            throw new ModelFormatException($"{JsonFields.Quote(name)} takes {count} numbers from place {offset} on, up to {last}; data/{JsonFields.Quote(key)[1..^1]} holds {held}{(_numbersLeft < 0 ? ", and tensors before took most of what the file has" : "")}.");
        }

        float[] values = new float[count];
        if (IsContiguous(sizes, strides))
        {
            FloatType.Decode(type, bytes.AsSpan((int)offset * size, (int)count * size), values);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                long place = offset, rest = i;
                for (int axis = sizes.Length - 1; axis >= 0; axis--)
                {
                    (rest, long at) = Math.DivRem(rest, (long)sizes[axis]!);
                    place += at * (long)strides[axis]!;
                }

                FloatType.Decode(type, bytes.AsSpan((int)place * size, size), values.AsSpan(i, 1));
            }
        }

        return new([.. sizes.Select(length => (int)(long)length!)], values);
    }

    private static bool IsContiguous(object?[] sizes, object?[] strides)
    {
        long expected = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if ((long)strides[axis]! != expected && (long)sizes[axis]! != 1)
            {
                return false;
            }

            expected *= (long)sizes[axis]!;
        }

        return true;
    }

    /// <summary>A parameter holds a tensor.</summary>
    private static object? Unwrapped(object? value) => value is PickleCall { Function.Name: "torch._utils._rebuild_parameter", Arguments: [var tensor, ..] } ? tensor : value;
}
