using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using EdgeSeq.Tests.Doubles;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>Model files that someone broke on purpose, and what the refusal must say.</summary>
public static class HostileFiles
{
    private const string Shape = "\"rnn.weight_ih_l0\":{\"dtype\":\"F32\",\"shape\":[3,5]";

    private static readonly Dictionary<string, (Func<byte[]> File, string Reason)> Files = new()
    {
        ["an empty file"] = (() => [], "length of the header"),
        ["a long text where JSON ends"] = (() => Assemble("{\"a\":\n" + new string('x', 5000), []), "not valid JSON"),
        ["a header of 2^63 bytes"] = (() => WithLength(1UL << 63), "9223372036854775808"),
        ["a header of 2^31 bytes"] = (() => WithLength(1UL << 31), "2147483648"),
        ["a header of no bytes"] = (() => WithLength(0), "claims 0 bytes"),
        ["a header longer than the file"] = (() => WithLength(1 << 20), "ends within the header"),
        ["a text file"] = (() => Encoding.UTF8.GetBytes("Once upon a time there was a text file."), "another kind of file"),
        ["a header that is no JSON"] = (() => Assemble("{,}", []), "not valid JSON"),
        ["a header that is an array"] = (() => Assemble("[]", []), "expected StartObject"),
        ["a header that does not end"] = (() => Assemble("{\"a\":", []), "not valid JSON"),
        ["a second object after the header"] = (() => Assemble(Good() + "{}", Data()), "not valid JSON"),
        ["a deep header"] = (() => Assemble("{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}", []), "expected StartObject"),
        ["text that is not UTF-8"] = (() => Broken(), "not valid JSON"),
        ["a lone surrogate"] = (() => Assemble("{\"\\uD800\":{}}", []), "not valid JSON"),
        ["metadata twice"] = (() => Change("{\"__metadata__\"", "{\"__metadata__\":{},\"__metadata__\""), "twice"),
        ["a tensor twice"] = (() => Change(Shape, Shape + ",\"data_offsets\":[0,60]}," + Shape), "twice"),
        ["a dtype twice"] = (() => Change(Shape, Shape + ",\"dtype\":\"F32\""), "twice"),
        ["metadata that is a number"] = (() => Change("\"hidden\":\"3\"", "\"hidden\":3"), "expected String"),
        ["a module of another name"] = (() => Change("head.bias", "decoder.bias"), "\"decoder.bias\" instead"),
        ["a vocabulary that is none"] = (() => Change("\"cell\"", "\"edgeseq_vocabulary\":\"x\",\"cell\""), "not valid JSON"),
        ["a vocabulary that is too large"] = (() => Change("\"cell\"", "\"edgeseq_vocabulary\":\"{\\\"level\\\":\\\"Byte\\\"}\",\"cell\""), "256 tokens"),
        ["no cell"] = (() => Change("\"cell\"", "\"sell\""), "does not say which cell"),
        ["another cell"] = (() => Change("ElmanTanh", "GruResetAfter"), "expects ElmanTanh"),
        ["another vocabulary"] = (() => Change("\"vocabulary\":\"5\"", "\"vocabulary\":\"6\""), "expects 5"),
        ["a newer version"] = (() => Change("\"edgeseq_version\":\"1\"", "\"edgeseq_version\":\"2\""), "expects 1"),
        ["a tensor missing"] = (() => Change("head.bias", "head.bios"), "no tensor head.bias"),
        ["a tensor too many"] = (() => Change("\"head.bias\"", "\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"head.bias\""), "\"x\""),
        ["a very long name"] = (() => Change("\"head.bias\"", $"\"{new string('x', 100_000)}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},\"head.bias\""), "xxx..."),
        ["whole numbers"] = (() => Change("\"F32\"", "\"I32\""), "\"I32\"; expected F32, F16, BF16 or F64"),
        ["half precision of full length"] = (() => Change("\"F32\"", "\"F16\""), "expected a span of 30"),
        ["a transposed matrix"] = (() => Change("[3,5]", "[5,3]"), "expected [3, 5]"),
        ["a shape of many dimensions"] = (() => Change("[3,5]", $"[{string.Join(",", Enumerable.Repeat("1", 60))}]"), "expected [3, 5]"),
        ["a shape of too many dimensions"] = (() => Change("[3,5]", $"[{string.Join(",", Enumerable.Repeat("1", 100_000))}]"), "more than 64 numbers"),
        ["too much metadata"] = (() => Change("\"cell\"", string.Concat(Enumerable.Range(0, 1024).Select(i => $"\"{i}\":\"\",")) + "\"cell\""), "more than 1024 metadata"),
        ["too many tensors"] = (() => Change("\"head.bias\"", string.Concat(Enumerable.Range(0, 1 << 16).Select(i => $"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,0]}},")) + "\"head.bias\""), "more than 65536 tensors"),
        ["a negative size"] = (() => Change("[3,5]", "[-3,-5]"), "whole numbers"),
        ["a size that overflows"] = (() => Change("[3,5]", "[3,99999999999999999999]"), "whole numbers"),
        ["a fraction"] = (() => Change("[3,5]", "[3,5.5]"), "whole numbers"),
        ["an unknown key"] = (() => Change(Shape, Shape + ",\"stride\":[1]"), "stride"),
        ["one offset"] = (() => Change("[0,60]", "[60]"), "two data_offsets"),
        ["no offsets"] = (() => Change(",\"data_offsets\":[0,60]", ""), "must have"),
        ["offsets outside the file"] = (() => Change("[0,60]", "[9223372036854775747,9223372036854775807]"), "begins at byte"),
        ["offsets in the wrong order"] = (() => Change("[0,60]", "[60,0]"), "expected a span of 60"),
        ["overlapping tensors"] = (() => Change("[60,96]", "[0,36]"), "begins at byte"),
        ["a gap between tensors"] = (() => Change("[60,96]", "[64,100]"), "expected 60"),
        ["data that end early"] = (() => Assemble(Good(), Data()[..^1]), "ends within \"head.bias\""),
        ["data that go on"] = (() => Assemble(Good(), [.. Data(), 0]), "goes on"),
        ["a weight that is NaN"] = (() => WithNumber(float.NaN), "must be finite"),
        ["a weight that is infinite"] = (() => WithNumber(float.NegativeInfinity), "must be finite"),
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    internal static (byte[] File, string Reason) Get(string name) => (Files[name].File(), Files[name].Reason);

    internal static byte[] Assemble(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    private static byte[] Model()
    {
        using var model = new Model<TinyElman>(1);
        return SafetensorsTests.Saved(model);
    }

    private static string Good()
    {
        byte[] file = Model();
        return Encoding.UTF8.GetString(file, 8, SafetensorsTests.DataAt(file) - 8);
    }

    private static byte[] Data()
    {
        byte[] file = Model();
        return file[SafetensorsTests.DataAt(file)..];
    }

    private static byte[] Change(string old, string with)
    {
        string good = Good();
        int at = good.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, string.Create(CultureInfo.InvariantCulture, $"{old} is not in {good}"));
        return Assemble(good[..at] + with + good[(at + old.Length)..], Data());
    }

    private static byte[] Broken()
    {
        byte[] file = Assemble(Good(), Data());
        file[8 + 20] = 0xFF;
        return file;
    }

    private static byte[] WithLength(ulong length)
    {
        byte[] file = Model();
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        return file;
    }

    private static byte[] WithNumber(float value)
    {
        byte[] data = Data();
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(8), value);
        return Assemble(Good(), data);
    }
}
