namespace EdgeSeq.Onnx.Protobuf;

/// <summary>
/// What the objects made of a file may take, charged before they are allocated. A field of a file may take two bytes, the object made
/// of it a hundred times that, so a small hostile file would fill the memory. Numbers of weights are not charged: they are slices of the file.
/// </summary>
/// <param name="fileLength">Bytes of the file.</param>
internal sealed class MemoryBudget(long fileLength)
{
    /// <summary>Bytes of a file with few weights that are left to its nodes, whatever its size.</summary>
    private const long Free = 1 << 19;

    private const long PerByte = 5;

    /// <summary>What an object of a message takes, and its place in the lists and tables that refer to it.</summary>
    public const int ObjectSize = 192;

    private const int TextSize = 48, NumberSize = 3 * sizeof(long);

    private long _left = Free + (PerByte * fileLength);

    /// <summary>Charges bytes.</summary>
    /// <exception cref="ModelFormatException">Too many.</exception>
    public void Charge(long bytes)
    {
        if (bytes < 0 || (_left -= bytes) < 0)
        {
            throw new ModelFormatException(
                $"The file holds more nodes, names and computed constants than fit its {fileLength} bytes: reading it would take more than {PerByte} times its size.");
        }
    }

    /// <summary>Charges one message.</summary>
    public void ChargeObject() => Charge(ObjectSize);

    /// <summary>Charges a text of UTF-8, which becomes one of UTF-16.</summary>
    public void ChargeText(int bytes) => Charge(TextSize + (sizeof(char) * (long)bytes));

    /// <summary>Charges numbers of a list, which doubles when it is full.</summary>
    public void ChargeNumbers(int count) => Charge(NumberSize * (long)count);
}
