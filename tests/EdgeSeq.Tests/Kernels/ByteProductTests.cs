using System.Runtime.InteropServices;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.GuardPages;
using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Products of several rows with matrices of bytes, by every instruction set of this machine: sums in long integers, between guard pages.</summary>
public sealed class ByteProductTests
{
    private delegate void Product(int rows, PanelShape shape, int count, bool isUnit, ref float a, nint aRow, ref float panels, ref float c, nint cRow, nint cPlane);

    private static IEnumerable<(Dialect Dialect, StateFormat States, Product Multiply)> Products =>
        from dialect in DialectCatalogue.Int8.Where(IsSupported)
        from states in StateFormat.All
        select (dialect, states, typeof(PanelShape).Assembly.GetType($"EdgeSeq.Numerics.{dialect.ByteKernels(states)}", throwOnError: true)!.GetMethod("Multiply")!.CreateDelegate<Product>());

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(5, 1, 7, 8)]
    [InlineData(16, 3, 3, 2)]
    [InlineData(33, 4, 1, 1)]
    [InlineData(100, 2, 5, 4)]
    [InlineData(1040, 1, 2, 8)]
    [InlineData(4099, 6, 1, 1)]
    public void Rows_are_the_sums_of_long_integers(int count, int gates, int blocks, int blocksPerPanel)
    {
        foreach ((Dialect dialect, StateFormat states, Product multiply) in Products.Where(product => count <= product.States.MaxInputs))
        {
            foreach (Placement placement in GuardedMemory.IsSupported ? [Placement.Begin, Placement.End] : (Placement[])[])
            {
                foreach (int rows in count > 1000 ? [1, 7, 23] : Enumerable.Range(1, 33).Append(50))
                {
                    Check(dialect, states, multiply, rows, new PanelShape((count + 3) / 4, gates, blocks, Math.Min(blocks, blocksPerPanel), 1), count, isUnit: rows % 2 == 0, placement);
                }
            }
        }
    }

    private static void Check(Dialect dialect, StateFormat states, Product multiply, int rows, PanelShape shape, int count, bool isUnit, Placement placement)
    {
        int lanes = (count + 15) / 16 * 16, outputs = shape.Gates * shape.Blocks * 16, plane = shape.Blocks * 16;
        var random = new Random((rows * 1000) + count);
        using var a = new GuardedMemory(rows * lanes, placement);
        using var panels = new GuardedMemory((shape.Depth + 2) * outputs, placement);
        using var c = new GuardedMemory(rows * outputs, placement);
        Fill(a.Floats, random, isUnit ? 1.1f : 40);
        Fill(c.Floats, random, 3);
        sbyte[,] weights = new sbyte[shape.Depth * 4, outputs];
        Span<float> scales = panels.Floats.Slice(shape.Depth * outputs, outputs);
        Fill(scales, random, 0.01f);
        for (int lane = 0; lane < outputs; lane++)
        {
            int sum = 0;
            for (int k = 0; k < count; k++)
            {
                // The largest legal pairs among others.
                int number = random.Next(3) switch { 0 => 127, 1 => -127, _ => random.Next(-127, 128) }, first = k % 2 == 0 ? 0 : weights[k - 1, lane];
                weights[k, lane] = (sbyte)Math.Clamp(number, -128 - Math.Min(0, first), 128 - Math.Max(0, first));
                sum += weights[k, lane];
            }

            panels.Integers[((shape.Depth + 1) * outputs) + lane] = -dialect.Dot.Offset * sum;
        }

        Place(weights, shape, panels.Integers);
        float[] expected = c.Floats.ToArray();
        for (int row = 0; row < rows; row++)
        {
            Span<float> x = a.Floats.Slice(row * lanes, count);
            float largest = isUnit ? 1 : LargestOf(x), step = largest / states.Steps, factor = isUnit ? states.Steps : states.Steps / largest;
            long[] whole = [.. x.ToArray().Select(h => (long)Math.Round((double)Math.Clamp(h, -largest, largest) * factor, MidpointRounding.ToEven))];
            for (int lane = 0; lane < outputs; lane++)
            {
                long sum = 0;
                for (int k = 0; k < count; k++)
                {
                    sum += weights[k, lane] * whole[k];
                }

                int block = lane / 16 / shape.Gates, gate = lane / 16 % shape.Gates, place = (row * outputs) + (gate * plane) + (block * 16) + (lane % 16);
                expected[place] = MathF.FusedMultiplyAdd(sum, scales[lane] * step, expected[place]);
            }
        }

        multiply(rows, shape, count, isUnit, ref a.Floats[0], lanes, ref panels.Floats[0], ref c.Floats[0], outputs, plane);
        Bits.AssertEqual($"{dialect.Name}, {states.Bits} bits, {rows} rows of {count}", expected, c.Floats);
    }

    /// <summary>The largest sum there is, of either sign: as many inputs as a declaration may have, all weights and operands at their bounds.</summary>
    [Fact]
    public void The_largest_sums_fit()
    {
        foreach ((Dialect dialect, StateFormat states, Product multiply) in Products)
        {
            int count = states.MaxInputs, depth = count / 4;
            float[] a = new float[2 * count], panels = new float[(depth + 2) * 16], c = new float[2 * 16];
            Span<int> cells = MemoryMarshal.Cast<float, int>(panels.AsSpan());
            for (int k = 0; k < count; k++)
            {
                // Pairs of 127 and -127 keep the rule, and states of the other sign make their products equal.
                int weight = k % 2 == 0 ? 127 : -127;
                (a[k], a[count + k]) = (weight, -weight);
                for (int lane = 0; lane < 16; lane++)
                {
                    cells[(k / 4 * 16) + lane] |= (byte)weight << (8 * (k % 4));
                }
            }

            panels.AsSpan(depth * 16, 16).Fill(1);
            multiply(2, new PanelShape(depth, 1, 1, 1, 1), count, true, ref a[0], count, ref panels[0], ref c[0], 16, 16);
            float largest = (long)count * 127 * states.Steps * (1f / states.Steps);
            Assert.Equal([.. Enumerable.Repeat(largest, 16), .. Enumerable.Repeat(-largest, 16)], c);
        }

        Assert.Equal(1040, StateFormat.Bits15.MaxInputs);
    }

    /// <summary>Panel by panel, four inputs of an output in a cell.</summary>
    private static void Place(sbyte[,] weights, PanelShape shape, Span<int> panels)
    {
        int place = 0;
        for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
        {
            int width = 16 * shape.Gates * Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
            for (int k = 0; k < shape.Depth; k++)
            {
                for (int lane = 0; lane < width; lane++)
                {
                    int output = (16 * shape.Gates * block) + lane;
                    panels[place++] = (byte)weights[4 * k, output] | ((byte)weights[(4 * k) + 1, output] << 8) | ((byte)weights[(4 * k) + 2, output] << 16) | (weights[(4 * k) + 3, output] << 24);
                }
            }
        }
    }

    private static float LargestOf(Span<float> x)
    {
        float largest = 0;
        foreach (float number in x)
        {
            largest = Math.Max(largest, MathF.Abs(number));
        }

        return largest;
    }

    private static void Fill(Span<float> numbers, Random random, float size)
    {
        foreach (ref float number in numbers)
        {
            number = size * ((2 * random.NextSingle()) - 1);
        }
    }

    private static bool IsSupported(Dialect dialect) => dialect.Name switch
    {
        "Avx512" => Avx512Kernels.IsSupported,
        "Avx2" => Avx2Kernels.IsSupported,
        "Avx2Vnni" => Avx2Kernels.IsSupported && System.Runtime.Intrinsics.X86.AvxVnni.IsSupported,
        "Neon" => NeonKernels.IsSupported,
        "NeonDot" => NeonKernels.IsSupported && System.Runtime.Intrinsics.Arm.Dp.IsSupported,
        _ => true,
    };
}
