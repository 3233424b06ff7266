using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Equality of bits. Which NaN a NaN is does not count: processors differ there.</summary>
internal static class Bits
{
    public static uint Of(float value) => float.IsNaN(value) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(value);

    public static void AssertEqual(string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (Of(expected[i]) != Of(actual[i]))
            {
                Assert.Fail($"{what}, float {i}: {actual[i]:R} (0x{Of(actual[i]):X8}) instead of {expected[i]:R} (0x{Of(expected[i]):X8}).");
            }
        }
    }

    public static void AssertEqual(string what, double expected, double actual) =>
        Assert.True(
            BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual) || (double.IsNaN(expected) && double.IsNaN(actual)),
            $"{what}: {actual:R} instead of {expected:R}.");
}
