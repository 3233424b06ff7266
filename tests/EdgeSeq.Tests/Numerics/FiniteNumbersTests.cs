using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Numerics;

public sealed class FiniteNumbersTests
{
    [Fact]
    public void One_stray_is_found_wherever_it_is()
    {
        float[] strays = [float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x7F800001)];
        for (int length = 0; length < 70; length++)
        {
            float[] x = [.. Enumerable.Range(0, length).Select(i => i % 3 == 0 ? float.MaxValue : i % 3 == 1 ? -float.MaxValue : -float.Epsilon)];
            Assert.True(FiniteNumbers.AreAll(x));
            Assert.Equal(-1, FiniteNumbers.FirstStray(x));
            for (int i = 0; i < length; i++)
            {
                foreach (float stray in strays)
                {
                    float[] strayed = [.. x];
                    strayed[i] = stray;
                    Assert.False(FiniteNumbers.AreAll(strayed));
                    Assert.Equal(i, FiniteNumbers.FirstStray(strayed));
                }
            }
        }
    }
}
