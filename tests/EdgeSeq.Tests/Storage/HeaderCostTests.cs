using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeSeq.Tests.Doubles;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>A hostile header costs at most eight times its size and two seconds a megabyte, whether the length of the stream is known or not.</summary>
[Trait("Isa", "none")]
public sealed class HeaderCostTests
{
    private const int Size = 2_000_000, MostPerByte = 8, SecondsPerMegabyte = 2;

    // The buffers of a reader, the model itself and an exception.
    private const int FreeBytes = 1 << 18;

    private static readonly Dictionary<string, string> Headers = new()
    {
        ["tensors of no size"] = Filled(i => $"\"{i:x}\":{{\"dtype\":\"\",\"shape\":[],\"data_offsets\":[0,0]}}"),
        ["tensors of many sizes"] = Filled(i => $"\"{i:x}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat("0", 64))}],\"data_offsets\":[0,0]}}"),
        ["tensors of types unknown"] = Filled(i => $"\"{i:x}\":{{\"dtype\":\"{i:x}\",\"shape\":[0],\"data_offsets\":[0,0]}}"),
        ["one tensor of many sizes"] = $"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[0{Filled(_ => "0")[1..^1]}]}}}}",
        ["short metadata"] = $"{{\"__metadata__\":{Filled(i => $"\"{i:x}\":\"\"")}}}",
        ["one long text"] = $"{{\"__metadata__\":{{\"a\":\"{new string('x', Size)}\"}}}}",
        ["escapes"] = $"{{\"__metadata__\":{{\"a\":\"{Filled(_ => "\\n")[1..^1]}\"}}}}",
        ["one long name"] = $"{{\"{new string('x', Size)}\":{{}}}}",
        ["names of metadata that are alike"] = $"{{\"__metadata__\":{{\"{new string('x', Size / 2)}\":\"\",\"{new string('x', Size / 2)}\":\"\"}}}}",
        ["a text of spaces"] = $"{{\"__metadata__\":{{\"cell\":\"{new string(' ', Size)}\"}}}}",
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string name in Headers.Keys)
            {
                cases.Add(name, true);
                cases.Add(name, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_hostile_header_costs_little(string name, bool isLengthKnown)
    {
        byte[] file = HostileFiles.Assemble(Headers[name], []);
        using Stream source = isLengthKnown ? new MemoryStream(file) : new BufferedPipe(file);
        long before = GC.GetAllocatedBytesForCurrentThread(), started = Stopwatch.GetTimestamp();
        Assert.Throws<ModelFormatException>(() => Model<TinyElman>.Load(source));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= FreeBytes + ((long)MostPerByte * file.Length), string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes took {allocated}, {(double)allocated / file.Length:F1} times as many."));
        Assert.InRange(seconds, 0, SecondsPerMegabyte * file.Length / 1e6);
    }

    private static string Filled(Func<int, string> entry)
    {
        var text = new StringBuilder("{");
        for (int i = 0; text.Length < Size; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(entry(i));
        }

        return text.Append('}').ToString();
    }

    /// <summary>A stream that does not know its length.</summary>
    private sealed class BufferedPipe(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
