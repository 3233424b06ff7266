using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>The shape-independent kernels give the same bits in every dialect that this machine runs.</summary>
public sealed class VectorKernelTests
{
    /// <summary>Lengths in floats: nothing, one block, odd numbers of blocks, many.</summary>
    private static readonly int[] Lengths = [0, 16, 32, 48, 80, 272, 4112];

    /// <summary>Functions that tests below name. Maps are found by their signature.</summary>
    private static readonly string[] Named = ["Max", "SumOfSquares", "ExpSum", "Softmax", "CountAtLeast", "SumAtLeast", "Scale", "Clip", "AddDecay", "Average", "Sgd", "Nesterov", "RmsProp", "Adam", "AmsGrad", "BinaryCrossEntropy", "SquaredError",
        "UnitToBytes", "UnitToDigits"];   // whose bytes differ by an offset; what is made of them is compared in EdgeSeq.Forms.Tests/Bytes

    public static TheoryData<string, string> MapsByDialect() => Cross(VectorKernels.Portable.Maps);

    public static TheoryData<string> Dialects() => [.. VectorKernels.Supported.Select(kernels => kernels.Dialect)];

    [Fact]
    public void Every_function_over_blocks_is_compared() =>
        Assert.Equal(
            VectorKernels.Portable.BlockFunctions.Order(),
            Enumerable.Range(1, 3).SelectMany(VectorKernels.Portable.MapsOf).Union(Named).Order());

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_dialect_has_the_functions_of_the_portable_one(string dialect) =>
        Assert.Equal(VectorKernels.Portable.BlockFunctions.Order(), Find(dialect).BlockFunctions.Order());

    [Theory]
    [MemberData(nameof(MapsByDialect))]
    public void A_function_gives_the_same_bits_in_every_dialect(string function, string dialect)
    {
        Map expected = VectorKernels.Portable.Get<Map>(function), actual = Find(dialect).Get<Map>(function);
        foreach (int length in Lengths)
        {
            // Add reads its target too.
            float[] x = SampleFloats.OfAllKinds(length), target = SampleFloats.Normal(length, seed: 4);
            GuardedFloats left = Copy(target), right = Copy(target);
            expected(ref Copy(x).Span.GetPinnableReference(), ref left.Span.GetPinnableReference(), (nuint)length);
            actual(ref Copy(x).Span.GetPinnableReference(), ref right.Span.GetPinnableReference(), (nuint)length);
            AssertEqual($"{function} of {length}", left, right);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Functions_of_several_arguments_give_the_same_bits_in_every_dialect(string dialect)
    {
        foreach (int length in Lengths)
        {
            // Ordinary numbers with one another, and special ones with ordinary and special ones; some of them equal.
            float[] a = SampleFloats.OfAllKinds(length), b = [.. SampleFloats.Normal(length, seed: 2).Select((x, i) => i % 5 == 4 ? a[i] : x)];
            float[] c = [.. a.Reverse()];
            foreach (string function in VectorKernels.Portable.MapsOf(2))
            {
                foreach ((float[] left, float[] right) in new[] { (a, b), (b, a), (a, c) })
                {
                    AssertEqual($"{function} of {length}", OfTwo(VectorKernels.Portable, function, left, right), OfTwo(Find(dialect), function, left, right));
                }
            }

            foreach (string function in VectorKernels.Portable.MapsOf(3))
            {
                AssertEqual($"{function} of {length}", OfThree(VectorKernels.Portable, function, b, a, c), OfThree(Find(dialect), function, b, a, c));
                AssertEqual($"{function} of {length}", OfThree(VectorKernels.Portable, function, a, b, c), OfThree(Find(dialect), function, a, b, c));
            }
        }

        static GuardedFloats OfTwo(VectorKernels kernels, string function, float[] a, float[] b)
        {
            GuardedFloats y = Copy(new float[a.Length]);
            kernels.Get<MapOfTwo>(function)(
                ref Copy(a).Span.GetPinnableReference(), ref Copy(b).Span.GetPinnableReference(), ref y.Span.GetPinnableReference(), (nuint)a.Length);
            return y;
        }

        static GuardedFloats OfThree(VectorKernels kernels, string function, float[] a, float[] b, float[] c)
        {
            GuardedFloats y = Copy(new float[a.Length]);
            kernels.Get<MapOfThree>(function)(
                ref Copy(a).Span.GetPinnableReference(), ref Copy(b).Span.GetPinnableReference(), ref Copy(c).Span.GetPinnableReference(),
                ref y.Span.GetPinnableReference(), (nuint)a.Length);
            return y;
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Sums_and_maxima_give_the_same_bits_in_every_dialect(string dialect)
    {
        foreach (string function in new[] { "Max", "SumOfSquares" })
        {
            foreach (float[] x in Lengths.SelectMany(length => new[] { SampleFloats.Normal(length), SampleFloats.OfAllKinds(length) }))
            {
                float[] lanes = SampleFloats.Normal(16, seed: 2);
                GuardedFloats left = Copy(lanes), right = Copy(lanes);
                VectorKernels.Portable.Get<Reduce>(function)(ref Copy(x).Span.GetPinnableReference(), (nuint)x.Length, ref left.Span[0]);
                Find(dialect).Get<Reduce>(function)(ref Copy(x).Span.GetPinnableReference(), (nuint)x.Length, ref right.Span[0]);
                AssertEqual($"{function} of {x.Length}", left, right);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void What_reaches_a_limit_is_counted_and_summed_alike_in_every_dialect(string dialect)
    {
        foreach (float[] x in Lengths.SelectMany(length => new[] { SampleFloats.Normal(length), SampleFloats.OfAllKinds(length) }))
        {
            float limit = x.Length == 0 ? 0 : x[x.Length / 2];
            Assert.Equal(
                x.Count(value => value >= limit),
                Find(dialect).Get<CountAtLeast>("CountAtLeast")(ref Copy(x).Span.GetPinnableReference(), (nuint)x.Length, limit));
            var lanes = new LaneTree();
            for (int i = 0; i < x.Length; i++)
            {
                lanes[i % LaneTree.Lanes] += x[i] >= limit ? x[i] : 0;
            }

            Assert.Equal(
                BitConverter.SingleToInt32Bits(lanes.Sum()),
                BitConverter.SingleToInt32Bits(Find(dialect).Get<SumAtLeast>("SumAtLeast")(ref Copy(x).Span.GetPinnableReference(), (nuint)x.Length, limit)));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_softmax_is_that_of_its_parts_in_every_dialect(string dialect)
    {
        foreach (float[] x in Lengths.SelectMany(length => new[] { SampleFloats.Normal(length), SampleFloats.OfAllKinds(length) }))
        {
            foreach (int rest in new[] { 0, 16 }.Where(rest => rest <= x.Length))
            {
                GuardedFloats left = Copy(x), right = Copy(x[..^rest]), rightRest = Copy(x[^rest..]);
                var lanes = LaneTree.Filled(float.NegativeInfinity);
                VectorKernels.Portable.Get<Reduce>("Max")(ref left.Span.GetPinnableReference(), (nuint)x.Length, ref lanes[0]);
                float max = lanes.Max();
                lanes = default;
                VectorKernels.Portable.Get<ExpSum>("ExpSum")(ref left.Span.GetPinnableReference(), (nuint)x.Length, ref lanes[0], max, 1.25f);
                float sum = Find(dialect).Get<Softmax>("Softmax")(
                    ref right.Span.GetPinnableReference(), (nuint)(x.Length - rest), ref rightRest.Span.GetPinnableReference(), (nuint)rest, 1.25f, out float found);
                Bits.AssertEqual($"maximum and sum of {x.Length}", [max, lanes.Sum()], [found, sum]);
                Bits.AssertEqual($"exponentials of {x.Length}", left.Span, [.. right.Span, .. rightRest.Span]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Exponentials_and_their_sums_give_the_same_bits_in_every_dialect(string dialect)
    {
        foreach (float[] x in Lengths.SelectMany(length => new[] { SampleFloats.Normal(length), SampleFloats.OfAllKinds(length) }))
        {
            GuardedFloats left = Copy(x), right = Copy(x), leftLanes = Copy(new float[16]), rightLanes = Copy(new float[16]);
            VectorKernels.Portable.Get<ExpSum>("ExpSum")(ref left.Span.GetPinnableReference(), (nuint)x.Length, ref leftLanes.Span[0], 1.5f, 1.25f);
            Find(dialect).Get<ExpSum>("ExpSum")(ref right.Span.GetPinnableReference(), (nuint)x.Length, ref rightLanes.Span[0], 1.5f, 1.25f);
            AssertEqual($"exponentials of {x.Length}", left, right);
            AssertEqual($"sums of {x.Length}", leftLanes, rightLanes);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Cross_entropy_gives_the_same_bits_in_every_dialect(string dialect)
    {
        foreach (int vocabulary in new[] { 2, 5, 15, 16, 17, 96, 257 })
        {
            foreach (int target in new[] { -1, 0, vocabulary - 1 })
            {
                // What lies behind the last logit is not a logit.
                float[] row = new float[TestValues.PaddedTo16(vocabulary)];
                row.AsSpan().Fill(float.NaN);
                SampleFloats.Normal(vocabulary).CopyTo(row, 0);
                GuardedFloats left = Copy(row), right = Copy(row);
                float expected = VectorKernels.Portable.Get<CrossEntropy>("CrossEntropy")(ref left.Span[0], vocabulary, target, 0.3f);
                float actual = Find(dialect).Get<CrossEntropy>("CrossEntropy")(ref right.Span[0], vocabulary, target, 0.3f);
                Bits.AssertEqual("loss", [expected], [actual]);
                AssertEqual("gradient", left, right);
                Assert.True(target < 0 ? expected == 0 : expected > 0);
                Assert.Equal(-1, right.Span[vocabulary..].IndexOfAnyExcept(0f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Losses_of_independent_outputs_give_the_same_bits_in_every_dialect_and_the_numbers_of_their_formulas(string dialect)
    {
        var formulas = new Dictionary<string, (Func<double, double, double> Loss, Func<double, double, double> Gradient)>
        {
            ["BinaryCrossEntropy"] = ((x, y) => Math.Log(1 + Math.Exp(x)) - (x * y), (x, y) => (1 / (1 + Math.Exp(-x))) - y),
            ["SquaredError"] = ((x, y) => (x - y) * (x - y), (x, y) => 2 * (x - y)),
        };
        foreach ((string name, var formula) in formulas)
        {
            foreach (int length in Lengths)
            {
                float[] x = SampleFloats.Normal(length), y = [.. SampleFloats.Normal(length, seed: 3).Select((value, i) => i % 5 == 4 ? float.NaN : Math.Clamp(value, 0, 1))];
                GuardedFloats left = Copy(x), right = Copy(x);
                float expected = VectorKernels.Portable.Get<IndependentLoss>(name)(ref left.Span.GetPinnableReference(), ref Copy(y).Span.GetPinnableReference(), (nuint)length, 0.3f);
                float actual = Find(dialect).Get<IndependentLoss>(name)(ref right.Span.GetPinnableReference(), ref Copy(y).Span.GetPinnableReference(), (nuint)length, 0.3f);
                Bits.AssertEqual($"{name} of {length}", [expected], [actual]);
                AssertEqual($"gradient of {name} of {length}", left, right);
                int[] present = [.. Enumerable.Range(0, length).Where(i => !float.IsNaN(y[i]))];
                double exact = present.Sum(i => formula.Loss(x[i], y[i]));
                Assert.InRange(actual, exact - (1e-5 * exact), exact + (1e-5 * exact));
                Assert.All(present, i => Assert.Equal(0.3 * formula.Gradient(x[i], y[i]), right.Span[i], 1e-6));
                Assert.All(Enumerable.Range(0, length).Except(present), i => Assert.Equal(0, right.Span[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Scaling_and_clipping_give_the_same_bits_in_every_dialect(string dialect)
    {
        foreach (string function in new[] { "Scale", "Clip" })
        {
            foreach (int length in Lengths)
            {
                float[] x = SampleFloats.OfAllKinds(length);
                GuardedFloats left = Copy(x), right = Copy(x);
                VectorKernels.Portable.Get<InPlace>(function)(ref left.Span.GetPinnableReference(), (nuint)length, 0.7f);
                Find(dialect).Get<InPlace>(function)(ref right.Span.GetPinnableReference(), (nuint)length, 0.7f);
                AssertEqual($"{function} of {length}", left, right);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Updates_give_the_same_bits_in_every_dialect(string dialect)
    {
        foreach (int length in Lengths)
        {
            AssertSameUpdates($"{dialect}, Sgd of {length}", length, Sgd(VectorKernels.Portable), Sgd(Find(dialect)));
            AssertSameUpdates($"{dialect}, RmsProp of {length}", length, RmsProp(VectorKernels.Portable), RmsProp(Find(dialect)));
            AssertSameUpdates($"{dialect}, Adam of {length}", length, Adam(VectorKernels.Portable), Adam(Find(dialect)));
            AssertSameUpdates($"{dialect}, Nesterov of {length}", length, Nesterov(VectorKernels.Portable), Nesterov(Find(dialect)));
            AssertSameUpdates($"{dialect}, AmsGrad of {length}", length, AmsGrad(VectorKernels.Portable), AmsGrad(Find(dialect)));
            AssertSameUpdates($"{dialect}, decay and average of {length}", length, DecayAndAverage(VectorKernels.Portable), DecayAndAverage(Find(dialect)));
        }

        static Update Nesterov(VectorKernels kernels) => (w, g, m, _, count) => kernels.Get<SgdUpdate>("Nesterov")(
            ref w.GetPinnableReference(), ref g.GetPinnableReference(), ref m.GetPinnableReference(), count, 0.37f, 0.11f, 0.9f);

        // The mean stands for the largest square too, so that no span is needed that the others have not.
        static Update AmsGrad(VectorKernels kernels) => (w, g, m, s, count) =>
        {
            float[] largest = m.ToArray();
            kernels.Get<AmsGradUpdate>("AmsGrad")(
                ref w.GetPinnableReference(), ref g.GetPinnableReference(), ref m.GetPinnableReference(), ref s.GetPinnableReference(), ref largest.AsSpan().GetPinnableReference(),
                count, 0.37f, 0.11f, 0.9f, 0.999f, 1.7f, 0.6f, 1e-8f, 0.01f);
            largest.CopyTo(m);
        };

        static Update DecayAndAverage(VectorKernels kernels) => (w, g, m, _, count) =>
        {
            kernels.Get<AddDecayUpdate>("AddDecay")(ref g.GetPinnableReference(), ref w.GetPinnableReference(), count, 0.37f, 0.11f, 0.5f);
            kernels.Get<AverageUpdate>("Average")(ref m.GetPinnableReference(), ref g.GetPinnableReference(), count, 0.3f);
            g.Clear();
        };

        static Update Sgd(VectorKernels kernels) => (w, g, m, _, count) => kernels.Get<SgdUpdate>("Sgd")(
            ref w.GetPinnableReference(), ref g.GetPinnableReference(), ref m.GetPinnableReference(), count, 0.37f, 0.11f, 0.9f);

        static Update RmsProp(VectorKernels kernels) => (w, g, _, s, count) => kernels.Get<RmsPropUpdate>("RmsProp")(
            ref w.GetPinnableReference(), ref g.GetPinnableReference(), ref s.GetPinnableReference(), count, 0.37f, 0.11f, 0.99f, 1e-8f);

        static Update Adam(VectorKernels kernels) => (w, g, m, s, count) => kernels.Get<AdamUpdate>("Adam")(
            ref w.GetPinnableReference(), ref g.GetPinnableReference(), ref m.GetPinnableReference(), ref s.GetPinnableReference(), count,
            0.37f, 0.11f, 0.9f, 0.999f, 1.7f, 0.6f, 1e-8f, 0.01f);
    }

    private delegate void Update(Span<float> weights, Span<float> gradients, Span<float> mean, Span<float> square, nuint count);

    private static void AssertSameUpdates(string what, int length, Update expected, Update actual)
    {
        float[][] blocks =
        [
            SampleFloats.Normal(length, seed: 5), SampleFloats.OfAllKinds(length), SampleFloats.Normal(length, seed: 6),
            [.. SampleFloats.Normal(length, seed: 7).Select(Math.Abs)],
        ];
        GuardedFloats[] left = [.. blocks.Select(Copy)], right = [.. blocks.Select(Copy)];
        for (int step = 0; step < 3; step++)
        {
            expected(left[0].Span, left[1].Span, left[2].Span, left[3].Span, (nuint)length);
            actual(right[0].Span, right[1].Span, right[2].Span, right[3].Span, (nuint)length);
            Assert.Equal(-1, right[1].Span.IndexOfAnyExcept(0f));
            SampleFloats.Normal(length, seed: (ulong)(8 + step)).CopyTo(left[1].Span);
            left[1].Span.CopyTo(right[1].Span);
        }

        for (int i = 0; i < blocks.Length; i++)
        {
            AssertEqual($"{what}, block {i}", left[i], right[i]);
        }
    }

    private static GuardedFloats Copy(float[] content) => new("block", content);

    private static void AssertEqual(string what, GuardedFloats expected, GuardedFloats actual)
    {
        expected.AssertIntact();
        actual.AssertIntact();
        Bits.AssertEqual(what, expected.Span, actual.Span);
    }

    private static VectorKernels Find(string dialect) => VectorKernels.Supported.Single(kernels => kernels.Dialect == dialect);

    private static TheoryData<string, string> Cross(IEnumerable<string> functions)
    {
        var cases = new TheoryData<string, string>();
        foreach (string function in functions)
        {
            foreach (VectorKernels kernels in VectorKernels.Supported)
            {
                cases.Add(function, kernels.Dialect);
            }
        }

        return cases;
    }
}
