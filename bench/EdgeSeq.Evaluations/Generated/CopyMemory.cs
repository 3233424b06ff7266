using EdgeSeq.Evaluations.Running;

namespace EdgeSeq.Evaluations.Generated;

/// <summary>
/// Copy memory, as Arjovsky et al. (2016): some symbols, a pause, a signal; then the symbols are asked for in their order.
/// </summary>
internal sealed class CopyMemory(int symbols, int copied, int pause)
{
    private int Blank => symbols;

    private int Signal => symbols + 1;

    /// <summary>V: the symbols, the blank and the signal.</summary>
    public int Vocabulary => symbols + 2;

    /// <summary>T.</summary>
    public int Window => 2 * copied + pause;

    /// <summary>Fills a batch of T steps; the targets before the signal do not count.</summary>
    public void Fill(SequenceBatch batch, RandomGenerator random)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            Span<int> tokens = batch.Tokens.AsSpan(row * Window, Window), targets = batch.Classes.AsSpan(row * Window, Window);
            tokens.Fill(Blank);
            targets.Fill(-1);
            tokens[copied + pause] = Signal;
            for (int i = 0; i < copied; i++)
            {
                tokens[i] = targets[copied + pause + i] = random.NextInt32(symbols);
            }
        }
    }
}
