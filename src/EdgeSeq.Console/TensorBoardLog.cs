using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using EdgeSeq.Training;

namespace EdgeSeq.Reporting;

/// <summary>
/// An event file for TensorBoard: <c>loss/training</c>, <c>loss/validation</c>, <c>learning_rate</c>, <c>gradient_norm</c>, <c>steps_per_second</c> as scalars.
/// Records are TensorFlow's (length, masked CRC-32C, message <c>Event</c> of <c>event.proto</c>).
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class TensorBoardLog : IProgress<FitProgress>, IDisposable
{
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, SummaryValue = 1, Tag = 1, SimpleValue = 2;

    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    private readonly Stream _stream;
    private readonly int _every;
    private readonly TimeProvider _time;

    /// <summary>Begins a file in a folder, which is a run to TensorBoard.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="every">Steps from one point to the next, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is below 1.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public TensorBoardLog(string folder, int every = 10)
        : this(Create(folder), every, TimeProvider.System)
    {
    }

    internal TensorBoardLog(Stream stream, int every, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        (_stream, _every, _time) = (stream, every, time);
        var first = new MemoryStream();
        WriteText(first, FileVersion, "brain.Event:2");
        WriteEvent(first, step: 0);
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        if (value.IsValidation)
        {
            WriteScalars(value.Step, [("loss/validation", value.ValidationLoss)]);
            _stream.Flush();
        }
        else if (value.Step % _every == 0)
        {
            WriteScalars(
                value.Step,
                [("loss/training", value.Loss), ("gradient_norm", value.GradientNorm), ("learning_rate", value.LearningRate), ("steps_per_second", value.StepsPerSecond)]);
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static FileStream Create(string folder)
    {
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}.{Environment.ProcessId}.edgeseq");
        return new(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    private void WriteScalars(long step, ReadOnlySpan<(string Tag, double Value)> scalars)
    {
        MemoryStream summary = new(), text = new();
        Span<byte> bits = stackalloc byte[sizeof(float)];
        foreach ((string tag, double number) in scalars)
        {
            if (double.IsFinite(number))
            {
                var scalar = new MemoryStream();
                WriteText(scalar, Tag, tag);
                BinaryPrimitives.WriteSingleLittleEndian(bits, (float)number);
                WriteKey(scalar, SimpleValue, Fixed32);
                scalar.Write(bits);
                WriteBytes(summary, SummaryValue, scalar.ToArray());
            }
        }

        if (summary.Length > 0)
        {
            WriteBytes(text, Summary, summary.ToArray());
            WriteEvent(text, step);
        }
    }

    /// <summary>A record of an event: when, at which step, what.</summary>
    private void WriteEvent(MemoryStream what, long step)
    {
        var message = new MemoryStream();
        Span<byte> time = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(time, _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        WriteKey(message, WallTime, Fixed64);
        message.Write(time);
        WriteKey(message, Step, Varint);
        WriteVarint(message, (ulong)step);
        message.Write(what.ToArray());

        byte[] data = message.ToArray();
        Span<byte> length = stackalloc byte[sizeof(ulong)], crc = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        _stream.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, MaskedCrc(length));
        _stream.Write(crc);
        _stream.Write(data);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, MaskedCrc(data));
        _stream.Write(crc);
    }

    /// <summary>CRC-32C, turned and shifted so that the sum of what holds sums is none (TensorFlow, <c>lib/hash/crc32c.h</c>).</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8u;
    }

    private static void WriteText(MemoryStream stream, int field, string text) => WriteBytes(stream, field, Encoding.UTF8.GetBytes(text));

    private static void WriteBytes(MemoryStream stream, int field, ReadOnlySpan<byte> bytes)
    {
        WriteKey(stream, field, Bytes);
        WriteVarint(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void WriteKey(MemoryStream stream, int field, int kind) => WriteVarint(stream, (ulong)((field << 3) | kind));

    private static void WriteVarint(MemoryStream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}
