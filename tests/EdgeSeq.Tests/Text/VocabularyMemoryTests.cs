using System.Diagnostics;
using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.TextToolkit;

/// <summary>What a vocabulary's file may cost, whatever it says: 8 times its size of memory, and 2 seconds a megabyte.</summary>
[Collection(Alone.Name)]
[Trait("Isa", "none")]
public sealed class VocabularyMemoryTests
{
    private const int Tokens = 60_000;

    public static TheoryData<string> Files =>
    [
        Json("Character", Enumerable.Range(0x3400, Tokens).Where(Rune.IsValid).Select(value => new Rune(value).ToString())),
        Json("Word", Enumerable.Range(0, Tokens).Select(i => string.Concat("abcdefghijklmnopqrstuvwxyz"[i % 26], "abcdefghijklmnopqrstuvwxyz"[i / 26 % 26], (char)(0x3400 + (i / 676))))),
        Json("Word", Enumerable.Repeat("", Tokens)),
        Json("Word", Enumerable.Repeat("a", Tokens)),
        Json("Word", Enumerable.Repeat("a", 1 << 21)),
        Json("Word", [new string('a', 1_000_000)]),
        Json("Word", [string.Concat(Enumerable.Repeat("\\u0061", 100_000))]),
        $"{{\"level\":\"{new string('a', 1_000_000)}\"}}",
        $"{{\"{new string('a', 1_000_000)}\":1}}",
        $"{{\"unknown\":{new string('1', 1_000_000)}}}",
        Json("Word", Enumerable.Repeat("a", Tokens))[..^2],
        new string('[', 1_000_000),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_takes_at_most_eight_times_its_size(string json)
    {
        byte[] file = Encoding.UTF8.GetBytes(json);
        Read(() => Vocabulary.Load(new MemoryStream(file)));
        Read(() => VocabularyFormat.Read(json));

        void Read(Action read)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            try
            {
                read();
            }
            catch (ModelFormatException)
            {
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8 * file.Length) + 20_000);
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1 + (2e-6 * file.Length));
        }
    }

    [Fact]
    public void More_tokens_than_any_vocabulary_has_are_refused_by_their_number() =>
        Assert.Contains("more than 1048578 tokens", Assert.Throws<ModelFormatException>(() => VocabularyFormat.Read(Json("Word", Enumerable.Repeat("a", 1 << 21)))).Message, StringComparison.Ordinal);

    private static string Json(string level, IEnumerable<string> tokens) => $"{{\"level\":\"{level}\",\"tokens\":[{string.Join(',', tokens.Select(token => $"\"{token}\""))}]}}";
}
