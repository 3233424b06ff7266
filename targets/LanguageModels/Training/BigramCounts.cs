using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>
/// The simplest model to beat: P(next | last) from counts of pairs, each counted once more than seen. What follows the start
/// of a sequence is counted on its own.
/// </summary>
internal sealed class BigramCounts
{
    private const int MostTokens = 1024;

    private readonly int _tokens;
    private readonly long[] _pairs, _firsts;

    private BigramCounts(int tokens) => (_tokens, _pairs, _firsts) = (tokens, new long[(tokens + 1) * tokens], new long[tokens + 1]);

    /// <summary>Nats a token of held-out text; null where the table of pairs would be large.</summary>
    /// <param name="training">Counted, one pass.</param>
    /// <param name="heldOut">Predicted, one pass.</param>
    /// <param name="tokens">Different tokens.</param>
    public static double? Loss(ITokenBatches training, ITokenBatches heldOut, int tokens)
    {
        if (tokens > MostTokens)
        {
            return null;
        }

        var counts = new BigramCounts(tokens);
        ForEachPair(training, counts.Add);
        double sum = 0;
        ForEachPair(heldOut, (last, next) => sum -= Math.Log(counts.Probability(last, next)));
        return sum / heldOut.TargetCount;
    }

    private void Add(int last, int next)
    {
        _pairs[((last + 1) * _tokens) + next]++;
        _firsts[last + 1]++;
    }

    private double Probability(int last, int next) => (_pairs[((last + 1) * _tokens) + next] + 1.0) / (_firsts[last + 1] + _tokens);

    private static void ForEachPair(ITokenBatches batches, Action<int, int> use)
    {
        var buffers = new BatchBuffers(batches);
        DataPosition before = batches.Position;
        batches.Position = default;
        for (long batch = 0; batch < batches.Count; batch++)
        {
            buffers.Read();
            for (int i = 0; i < buffers.Targets.Length; i++)
            {
                if (buffers.Targets[i] >= 0)
                {
                    use(buffers.Inputs[i], buffers.Targets[i]);
                }
            }
        }

        batches.Position = before;
    }
}
