namespace EdgeSeq.Training.Checkpoints;

/// <summary>Tries an update whose gradients are zero on copies of weights and moments.</summary>
internal static class ZeroStep
{
    // A multiple of the block of update kernels.
    private const int ChunkSize = 256;

    /// <summary>Finds a weight that the update would make infinite or NaN.</summary>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="powers">Running powers of the decay factors.</param>
    /// <param name="weights">Any number of weights.</param>
    /// <param name="moments">The moments of the first block, in the order of the weights; those of the further blocks stand behind.</param>
    /// <param name="blockSize">Floats from a moment to that of the same weight in the next block.</param>
    /// <returns>Index of the first such weight; -1 if there is none.</returns>
    public static int FindNonFinite(
        Optimizer optimizer, float rate, BetaPowers powers, ReadOnlySpan<float> weights, ReadOnlySpan<float> moments, int blockSize)
    {
        int blocks = optimizer.MomentBlocks;
        float[] scratch = new float[ChunkSize * (2 + blocks)];
        Span<float> nextWeights = scratch.AsSpan(0, ChunkSize), gradients = scratch.AsSpan(ChunkSize, ChunkSize), nextMoments = scratch.AsSpan(2 * ChunkSize);
        for (int start = 0; start < weights.Length; start += ChunkSize)
        {
            int count = Math.Min(ChunkSize, weights.Length - start);
            scratch.AsSpan().Clear();
            weights.Slice(start, count).CopyTo(nextWeights);
            for (int block = 0; block < blocks; block++)
            {
                moments.Slice((block * blockSize) + start, count).CopyTo(nextMoments[(block * ChunkSize)..]);
            }

            BetaPowers advanced = powers;
            optimizer.Update(nextWeights, gradients, nextMoments, scale: 1, rate, ref advanced);
            for (int i = 0; i < count; i++)
            {
                if (!float.IsFinite(nextWeights[i]))
                {
                    return start + i;
                }
            }
        }

        return -1;
    }
}
