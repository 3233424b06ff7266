namespace EdgeSeq;

/// <summary>A shape that reads forward only, so that one step needs nothing but the steps before it.</summary>
public interface IStreamingModel : ISequenceModel
{
    /// <summary>The output layer: outputs from the current state, before softmax or sigmoid.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="state">The state, [<see cref="ISequenceModel.StateSize"/>].</param>
    /// <param name="outputs">Receives O floats; of a softmax, unnormalised log-probabilities (logits).</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    static abstract void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> outputs);
}
