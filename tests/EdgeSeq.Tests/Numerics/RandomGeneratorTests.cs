using Xunit;

namespace EdgeSeq.Tests.Numerics;

public sealed class RandomGeneratorTests
{
    [Fact]
    public void Words_equal_the_published_reference_sequence()
    {
        // From state 1, 2, 3, 4: the test vector of the reference implementation's ports (rand_xoshiro).
        var random = new RandomGenerator();
        random.LoadState([1, 2, 3, 4]);
        ulong[] expected =
        [
            41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205,
            9973669472204895162, 14011001112246962877, 12406186145184390807, 15849039046786891736, 10450023813501588000,
        ];
        Assert.All(expected, word => Assert.Equal(word, random.NextUInt64()));
    }

    [Fact]
    public void Seeding_equals_the_published_sequence_of_SplitMix64()
    {
        ulong state = 1234567;
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.All(expected, word => Assert.Equal(word, RandomGenerator.SplitMix64(ref state)));
        Span<ulong> seeded = stackalloc ulong[RandomGenerator.StateSize];
        new RandomGenerator(0).CopyStateTo(seeded);
        Assert.Equal([0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC], seeded.ToArray());
    }

    [Fact]
    public void Exported_state_continues_the_sequence()
    {
        var random = new RandomGenerator(5);
        random.NextNormal();
        ulong[] state = new ulong[RandomGenerator.StateSize];
        random.CopyStateTo(state);
        var other = new RandomGenerator(6);
        other.LoadState(state);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(random.NextNormal(), other.NextNormal()));
    }

    [Fact]
    public void State_of_wrong_length_or_all_zero_is_refused()
    {
        var random = new RandomGenerator();
        Assert.Throws<ArgumentException>(() => random.LoadState(new ulong[3]));
        Assert.Throws<ArgumentException>(() => random.LoadState(new ulong[4]));
        Assert.Throws<ArgumentException>(() => random.CopyStateTo(new ulong[5]));
    }

    [Fact]
    public void Fractions_stay_below_one_at_the_highest_word()
    {
        // s0 + s3 rotated plus s0 is all ones for s0 = -1, s3 = 1.
        var random = new RandomGenerator();
        random.LoadState([ulong.MaxValue, 0, 0, 1]);
        Assert.Equal(1 - Math.Pow(2, -53), random.NextDouble());
        random.LoadState([ulong.MaxValue, 0, 0, 1]);
        Assert.Equal(1 - MathF.Pow(2, -24), random.NextSingle());
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_the_tails_of_a_Gaussian()
    {
        var random = new RandomGenerator(1);
        double[] x = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextNormal())];
        Assert.Equal(0, x.Average(), 0.01);
        Assert.Equal(1, x.Average(v => v * v), 0.02);
        Assert.Equal(0, x.Average(v => v * v * v), 0.05);
        Assert.Equal(3, x.Average(v => v * v * v * v), 0.15);
        Assert.Equal(0.0455, x.Count(v => Math.Abs(v) > 2) / 200_000.0, 0.003);
    }

    [Fact]
    public void Bounded_numbers_are_equally_likely()
    {
        var random = new RandomGenerator(2);
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++)
        {
            counts[random.NextInt32(6)]++;
        }

        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
        Assert.Equal(0, random.NextInt32(1));
    }

    [Fact]
    public void Shuffling_keeps_every_item_and_reaches_every_order()
    {
        var random = new RandomGenerator(3);
        var orders = new HashSet<string>();
        for (int i = 0; i < 500; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(items);
            Assert.Equal("abcd", string.Concat(items.Order()));
            orders.Add(new string(items));
        }

        Assert.Equal(24, orders.Count);
    }
}
