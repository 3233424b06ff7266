using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Numerics;

public sealed class HalfTurnTests
{
    [Fact]
    public void Cosine_agrees_with_the_C_library_to_the_last_digits()
    {
        for (int i = 0; i <= 10_000; i++)
        {
            double x = i / 10_000.0;
            Assert.Equal(Math.Cos(Math.PI * x), HalfTurn.Cosine(x), 4e-16);
        }
    }
}
