using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>Room for the tokens of one batch.</summary>
/// <param name="batches">Where batches come from.</param>
internal sealed class BatchBuffers(ITokenBatches batches)
{
    private readonly int[] _inputs = new int[batches.Batch * batches.Window], _targets = new int[batches.Batch * batches.Window];
    private readonly int[] _lengths = new int[batches.Batch];

    /// <summary>The tokens read, [batch x window].</summary>
    public ReadOnlySpan<int> Inputs => _inputs;

    /// <summary>The tokens to predict, [batch x window].</summary>
    public ReadOnlySpan<int> Targets => _targets;

    /// <summary>Reads the next batch.</summary>
    /// <returns>Whether every row begins a sequence.</returns>
    public bool Read() => batches.Next(_inputs, _targets, _lengths);
}
