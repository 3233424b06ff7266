using EdgeSeq.GuardPages;
using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// Products of many rows by every instruction set of this machine, against plain loops in the documented order: neither tiles nor slices of k
/// may change a bit. The weights lie between guard pages.
/// </summary>
public sealed class ProductTests
{
    private delegate void Product(int rows, PanelShape shape, int planes, ref float a, nint aRow, nint aPlane, ref float panels, ref float c, nint cRow, nint cPlane);

    [Theory]
    [InlineData(5, 1, 3, 2, 1, 1)]
    [InlineData(64, 4, 2, 1, 2, 1)]
    [InlineData(67, 1, 1, 1, 4, 1)]
    [InlineData(65, 1, 4, 4, 2, 1)]
    [InlineData(99, 1, 3, 3, 2, 3)]       // chains that begin anew in each run of 33
    [InlineData(256, 3, 3, 2, 1, 1)]
    [InlineData(257, 2, 3, 2, 1, 1)]      // a slice of one k after one of 256
    [InlineData(528, 1, 9, 8, 1, 2)]      // slices in runs of A
    [InlineData(1026, 4, 3, 1, 2, 1)]     // more than the second cache is sure to hold, in two chains
    [InlineData(2100, 1, 7, 4, 1, 4)]     // the same in slices of each run
    public void A_product_of_rows_is_summed_in_ascending_k(int depth, int gates, int blocks, int blocksPerPanel, int chains, int planes)
    {
        var shape = new PanelShape(depth, gates, blocks, blocksPerPanel, chains);
        Assert.Equal(depth > 1000, shape.Streams);
        int outputs = 16 * gates * blocks, plane = 16 * blocks, run = depth / planes;
        foreach (int rows in depth > 1000 ? [1, 8, 17] : Enumerable.Range(1, 33))
        {
            float[] a = SampleFloats.Normal(rows * depth), panels = SampleFloats.Normal(depth * outputs), c = SampleFloats.Normal(rows * outputs);
            float[] expected = Expected(shape, rows, run, a, panels, c);
            foreach (VectorKernels kernels in VectorKernels.Supported)
            {
                foreach (Placement placement in GuardedMemory.IsSupported ? [Placement.Begin, Placement.End] : (Placement[])[])
                {
                    using var weights = new GuardedMemory(panels.Length, placement);
                    using var sums = new GuardedMemory(c.Length, placement);
                    panels.CopyTo(weights.Floats);
                    c.CopyTo(sums.Floats);
                    kernels.Get<Product>("Multiply")(rows, shape, planes, ref a[0], depth, run, ref weights.Floats[0], ref sums.Floats[0], outputs, plane);
                    Bits.AssertEqual($"{kernels.Dialect}, {rows} rows of {depth}", expected, sums.Floats);
                }
            }
        }
    }

    /// <summary>Chain s takes each k of a run with k mod chains = s; the first starts from C, and the others are added in their order.</summary>
    private static float[] Expected(PanelShape shape, int rows, int run, float[] a, float[] panels, float[] c)
    {
        int outputs = 16 * shape.Gates * shape.Blocks;
        float[] expected = [.. c];
        for (int block = 0, first = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
        {
            int width = 16 * shape.Gates * Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
            for (int row = 0; row < rows; row++)
            {
                for (int lane = 0; lane < width; lane++)
                {
                    int ofPanel = lane / 16, place = (row * outputs) + (ofPanel % shape.Gates * 16 * shape.Blocks) + (16 * (block + (ofPanel / shape.Gates))) + (lane % 16);
                    for (int chain = 0; chain < shape.Chains; chain++)
                    {
                        float sum = chain == 0 ? expected[place] : 0;
                        foreach (int k in Enumerable.Range(0, shape.Depth).Where(k => k % run % shape.Chains == chain))
                        {
                            sum = MathF.FusedMultiplyAdd(a[(row * shape.Depth) + k], panels[first + (k * width) + lane], sum);
                        }

                        expected[place] = chain == 0 ? sum : expected[place] + sum;
                    }
                }
            }

            first += shape.Depth * width;
        }

        return expected;
    }
}
