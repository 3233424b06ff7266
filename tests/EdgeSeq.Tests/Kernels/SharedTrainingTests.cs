using EdgeSeq.Numerics;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>A step whose rows and weights are shared out is the step, bit for bit, whoever does which part when.</summary>
public sealed class SharedTrainingTests
{
    private const int Rows = 5, Window = 7;

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Rows_and_shares_of_the_weights_give_the_bits_of_the_whole(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, Rows);
        foreach (int parts in (int[])[1, 2, 3, 7])
        {
            SampleBatch batch = SampleBatch.Random(kernels.Shape, Rows, Window, ragged: parts != 2) with { Dropout = new Dropout(parts == 3 ? 0.3f : 0, 5) };
            float[] following = parts == 1 ? [] : TestValues.States(kernels, Rows);
            KernelRun whole = KernelRun.Train(kernels, parameters, states, batch, batch.Scale, stateGradients: [.. following]);
            KernelRun shared = KernelRun.TrainInParts(kernels, parameters, states, batch, batch.Scale, parts, following);
            whole.AssertSameBits($"{parts} parts", kernels, shared);
            Bits.AssertEqual($"{parts} parts: state gradients", whole.StateGradients, shared.StateGradients);
        }
    }

    /// <summary>Also where there are more parts than anything to share.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1, 9)]
    [InlineData(33, 3, 7, 2, 2)]
    [InlineData(64, 1, 6, 6, 2)]
    [InlineData(100, 4, 7, 2, 3)]
    [InlineData(17, 1, 13, 8, 64)]
    public void Shares_are_disjoint_and_together_the_whole(int depth, int gates, int blocks, int perPanel, int parts)
    {
        var shape = new PanelShape(depth, gates, blocks, perPanel, Chains: 1);
        int[,] inputs = new int[blocks, depth];
        int[] lanes = new int[blocks * PanelLayout.BlockSize];
        for (int part = 0; part < parts; part++)
        {
            var share = new WorkShare(part, parts);
            for (int block = 0; block < blocks; block += perPanel)
            {
                int width = Math.Min(perPanel, blocks - block);
                (int first, int end) = share.Inputs(shape, block, width);
                for (int k = first; k < end; k++)
                {
                    inputs[block, k]++;
                }
            }

            (int from, int to) = share.Lanes(blocks);
            for (int lane = from; lane < to; lane++)
            {
                lanes[lane]++;
            }
        }

        Assert.All(lanes, count => Assert.Equal(1, count));
        for (int block = 0; block < blocks; block += perPanel)
        {
            Assert.All(Enumerable.Range(0, depth), k => Assert.Equal(1, inputs[block, k]));
        }
    }

    [Fact]
    public void A_share_that_is_not_there_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkShare(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkShare(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkShare(2, 2));
    }
}
