using System.Buffers.Binary;
using System.Text;

namespace EdgeSeq.Fuzz;

/// <summary>Damages bytes at random: bits, lengths, offsets, and the structure of JSON. The same seed does the same damage.</summary>
internal sealed class Mutator
{
    private const int MaxChanges = 4, MaxRun = 64;

    private static readonly ulong[] s_numbers =
        [0, 1, 2, 7, 8, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 100_000_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, long.MaxValue, 1UL << 63, ulong.MaxValue];

    private static readonly byte[][] s_numerals = Bytes(
        "0", "-0", "-1", "1", "2", "8", "1e0", "0.5", "1e999", "-1e-999", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
        "99999999999999999999999999", "00", "NaN", "1.7976931348623157e308");

    private static readonly byte[][] s_fragments = Bytes(
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\uD800", "\\u", "null", "true", "{}", "[]", "\"\"", "[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", " ", "\n", "/*",
        "\"F16\"", "\"BF16\"", "\"F64\"", "\"F32\"", "\"U8\"", "\"I64\"", "\"__metadata__\":{},", "\"shape\":[],", "\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},");

    /// <summary>What every choice is drawn from.</summary>
    public RandomGenerator Random { get; } = new();

    /// <summary>A damaged copy.</summary>
    public byte[] Mutate(byte[] file)
    {
        List<byte> bytes = [.. file];
        for (int changes = 1 + Random.NextInt32(MaxChanges); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    /// <summary>A copy with other bytes in the same places, so that lengths and places around them stay true.</summary>
    public byte[] Overwrite(byte[] file)
    {
        byte[] damaged = [.. file];
        for (int changes = 1 + Random.NextInt32(MaxChanges); changes > 0; changes--)
        {
            // Zeros fill most of some formats, and what they stand for is nothing.
            int at = Random.NextInt32(damaged.Length), next = Array.FindIndex(damaged, at, b => b != 0);
            at = next >= 0 && Random.NextInt32(4) > 0 ? next : at;
            int size = Math.Min(1 << Random.NextInt32(4), damaged.Length - at);
            ulong value = Random.NextInt32(2) == 0 ? (ulong)Random.NextInt32(256) : s_numbers[Random.NextInt32(s_numbers.Length)];
            for (int i = 0; i < size; i++)
            {
                damaged[at + i] = (byte)(value >> (8 * i));
            }
        }

        return damaged;
    }

    private void Change(List<byte> bytes)
    {
        int at = Place(bytes), length = Math.Min(1 + Random.NextInt32(MaxRun), bytes.Count - at);
        switch (Random.NextInt32(11))
        {
            case 0 when bytes.Count > at:
                bytes[at] ^= (byte)(1 << Random.NextInt32(8));
                break;
            case 1 when bytes.Count > at:
                bytes[at] = (byte)Random.NextInt32(256);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(Place(bytes, length), length));
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, new byte[length]);
                break;
            case 6:
                WriteNumber(bytes);
                break;
            case 7:
                ReplaceRun(bytes, at, b => b is >= (byte)'0' and <= (byte)'9', Any(s_numerals));
                break;
            case 8:
                ReplaceRun(bytes, at, b => b is not ((byte)'"' or (byte)',' or (byte)':'), Any(s_fragments));
                break;
            case 9:
                bytes.InsertRange(at, Any(s_fragments));
                break;
            default:
                Overwrite(bytes, at, bytes.GetRange(Place(bytes, length), length));
                break;
        }
    }

    private int Place(List<byte> bytes, int before = 0) => Random.NextInt32(Math.Max(1, bytes.Count - before + 1));

    private byte[] Any(byte[][] choices) => choices[Random.NextInt32(choices.Length)];

    /// <summary>A number where a length stands: at the beginning as often as elsewhere.</summary>
    private void WriteNumber(List<byte> bytes)
    {
        byte[] number = new byte[sizeof(ulong)];
        ulong value = s_numbers[Random.NextInt32(s_numbers.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, Random.NextInt32(2) == 0 ? value : value + (ulong)Random.NextInt32(9) - 4);
        int size = 1 << Random.NextInt32(4);
        Overwrite(bytes, Random.NextInt32(2) == 0 ? 0 : Place(bytes), [.. number[..size]]);
    }

    private static void Overwrite(List<byte> bytes, int at, List<byte> content)
    {
        for (int i = 0; i < content.Count && at + i < bytes.Count; i++)
        {
            bytes[at + i] = content[i];
        }
    }

    /// <summary>Replaces the run of like bytes around a place, or the next one behind it.</summary>
    private static void ReplaceRun(List<byte> bytes, int at, Predicate<byte> belongs, byte[] with)
    {
        int begin = bytes.FindIndex(Math.Min(at, bytes.Count), belongs);
        if (begin < 0)
        {
            return;
        }

        while (begin > 0 && belongs(bytes[begin - 1]))
        {
            begin--;
        }

        int end = bytes.FindIndex(begin, b => !belongs(b));
        bytes.RemoveRange(begin, (end < 0 ? bytes.Count : end) - begin);
        bytes.InsertRange(begin, with);
    }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.ASCII.GetBytes)];
}
