using EdgeSeq.Data;
using EdgeSeq.Text;

namespace EdgeSeq.Workflow.Tests.Fitting;

/// <summary>Texts of which some batches have no targets: those whose first token is 0.</summary>
internal sealed class SometimesSilent(RowWindows texts) : ISequenceBatches
{
    private readonly ISequenceBatches _texts = texts;

    public int Batch => _texts.Batch;

    public int Window => _texts.Window;

    public long Count => _texts.Count;

    public DataPosition Position
    {
        get => _texts.Position;
        set => _texts.Position = value;
    }

    public ReadOnlySpan<bool> Restarts => _texts.Restarts;

    public bool Next(SequenceBatch batch)
    {
        bool begins = _texts.Next(batch);
        if (batch.Tokens.Span[0] == 0)
        {
            batch.Classes.Span.Fill(-1);
        }

        return begins;
    }
}
