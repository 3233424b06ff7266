using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>A batch is its rows one after the other, bit for bit, however it is split.</summary>
public sealed class BatchTests
{
    private const int Window = 3;

    private static readonly int[] Sizes = [1, 2, 3, 5, 6, 8, 9, 16, 33];

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void A_batch_gives_the_bits_of_its_rows_one_by_one(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        int most = Sizes.Max();
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, most);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, most, Window, ragged: true) with { Dropout = new Dropout(0.3f, 5) };
        var single = new List<float>();
        KernelRun? sum = null;
        for (int row = 0; row < most; row++)
        {
            sum = KernelRun.Train(kernels, parameters, RowOf(kernels, states, row, 1), batch.Part(row, 1), batch.Scale, sum);
            single.AddRange(sum.States);
            if (Sizes.Contains(row + 1))
            {
                KernelRun together = KernelRun.Train(kernels, parameters, RowOf(kernels, states, 0, row + 1), batch.Part(0, row + 1), batch.Scale);
                (sum with { States = [.. single] }).AssertSameBits($"{row + 1} rows", kernels, together);
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Four_batches_of_four_rows_give_the_bits_of_sixteen_rows(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, 16);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, 16, Window);
        KernelRun whole = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);
        var single = new List<float>();
        KernelRun? sum = null;
        for (int row = 0; row < 16; row += 4)
        {
            sum = KernelRun.Train(kernels, parameters, RowOf(kernels, states, row, 4), batch.Part(row, 4), batch.Scale, sum);
            single.AddRange(sum.States);
        }

        whole.AssertSameBits("4 x 4", kernels, sum! with { States = [.. single] });
    }

    private static float[] RowOf(ShapeKernels kernels, float[] states, int row, int rows) =>
        states[(row * kernels.StateSize)..((row + rows) * kernels.StateSize)];
}
