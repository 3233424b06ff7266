using EdgeSeq.Numerics;

namespace EdgeSeq.GuardPages;

/// <summary>Every function of <see cref="VectorMath"/> over buffers between guard pages, in all lengths around the blocks of 16.</summary>
internal static class GuardedFunctions
{
    private const int MaxLength = 70;

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>Runs all functions; ends the process if one of them leaves its buffers.</summary>
    public static void Run(Placement placement)
    {
        Map[] maps = [VectorMath.Exp, VectorMath.Log, VectorMath.Tanh, VectorMath.Sigmoid];
        for (int length = 0; length <= MaxLength; length++)
        {
            using var x = Filled(length, placement);
            using var y = Filled(length, placement);
            foreach (Map map in maps)
            {
                map(x.Floats, y.Floats);
                map(x.Floats, x.Floats);
            }

            VectorMath.SumOfSquares(x.Floats);
            VectorMath.Clip(x.Floats, 0.5f);
            if (length > 0)
            {
                VectorMath.LogSumExp(x.Floats);
                VectorMath.Softmax(x.Floats, 0.5f);
            }

            if (length % LaneTree.Lanes == 0)
            {
                Update(length, placement);
            }
        }
    }

    private static void Update(int length, Placement placement)
    {
        using var weights = Filled(length, placement);
        using var gradients = Filled(length, placement);
        using var first = Filled(length, placement);
        using var second = Filled(length, placement);
        VectorMath.Sgd(weights.Floats, gradients.Floats, first.Floats, 1, 0.1f, 0.9f);
        VectorMath.RmsProp(weights.Floats, gradients.Floats, second.Floats, 1, 0.1f, 0.9f, 1e-8f);
        VectorMath.Adam(weights.Floats, gradients.Floats, first.Floats, second.Floats, 1, 0.1f, 0.9f, 0.99f, 1, 1, 1e-8f, 0.01f);
    }

    private static GuardedMemory Filled(int length, Placement placement)
    {
        var memory = new GuardedMemory(length, placement);
        memory.Floats.Fill(0.25f);
        return memory;
    }
}
