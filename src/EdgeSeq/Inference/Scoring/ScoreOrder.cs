namespace EdgeSeq.Inference;

/// <summary>A heap sort of indices by score: nothing allocated, O(n log n), and one order whatever the machine.</summary>
internal static class ScoreOrder
{
    /// <summary>Sorts all indices, the highest log-probability first, of equal ones the lower index.</summary>
    public static void Sort(ReadOnlySpan<SequenceScore> scores, Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (int i = order.Length / 2 - 1; i >= 0; i--)
        {
            SiftDown(scores, order, i);
        }

        for (int end = order.Length - 1; end > 0; end--)
        {
            (order[0], order[end]) = (order[end], order[0]);
            SiftDown(scores, order[..end], 0);
        }
    }

    /// <summary>The heap has what comes last on top.</summary>
    private static void SiftDown(ReadOnlySpan<SequenceScore> scores, Span<int> heap, int parent)
    {
        for (int child = 2 * parent + 1; child < heap.Length; child = 2 * parent + 1)
        {
            if (child + 1 < heap.Length && Precedes(scores, heap[child], heap[child + 1]))
            {
                child++;
            }

            if (!Precedes(scores, heap[parent], heap[child]))
            {
                return;
            }

            (heap[parent], heap[child]) = (heap[child], heap[parent]);
            parent = child;
        }
    }

    private static bool Precedes(ReadOnlySpan<SequenceScore> scores, int a, int b)
    {
        double first = scores[a].LogProbability, second = scores[b].LogProbability;
        return first > second || (first == second && a < b);
    }
}
