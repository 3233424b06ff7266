using Xunit;

namespace EdgeSeq.Forms.Tests;

/// <summary>Equality of bits.</summary>
internal static class Bits
{
    public static void AssertEqual(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(actual[i]),
                $"Float {i} is {actual[i]:R} instead of {expected[i]:R}.");
        }
    }
}
