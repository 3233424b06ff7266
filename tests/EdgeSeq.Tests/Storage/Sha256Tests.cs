using System.Security.Cryptography;
using EdgeSeq.Storage;
using Xunit;

namespace EdgeSeq.Tests.Storage;

[Trait("Isa", "none")]
public sealed class Sha256Tests
{
    [Fact]
    public void The_digest_of_any_length_is_that_of_the_system()
    {
        byte[] bytes = Bytes(300);
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(SHA256.HashData(bytes.AsSpan(0, length)), Digest(bytes.AsSpan(0, length), piece: 300));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void The_pieces_do_not_matter(int piece)
    {
        byte[] bytes = Bytes(5000);
        Assert.Equal(SHA256.HashData(bytes), Digest(bytes, piece));
    }

    [Fact]
    public void A_restart_forgets_what_was_added()
    {
        var hash = new Sha256();
        hash.Add(Bytes(100));
        hash.Restart();
        byte[] digest = new byte[Sha256.Size];
        hash.Finish(digest);
        Assert.Equal(SHA256.HashData([]), digest);
    }

    private static byte[] Digest(ReadOnlySpan<byte> bytes, int piece)
    {
        var hash = new Sha256();
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(piece, bytes.Length)..])
        {
            hash.Add(bytes[..Math.Min(piece, bytes.Length)]);
        }

        byte[] digest = new byte[Sha256.Size];
        hash.Finish(digest);
        return digest;
    }

    private static byte[] Bytes(int count)
    {
        var random = new RandomGenerator(1);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(256))];
    }
}
