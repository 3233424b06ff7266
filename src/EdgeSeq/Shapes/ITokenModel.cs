namespace EdgeSeq;

/// <summary>A streaming shape that reads tokens.</summary>
public interface ITokenModel : IStreamingModel
{
    /// <summary>Advances one sequence by one token.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="state">The state, [<see cref="ISequenceModel.StateSize"/>]; updated in place.</param>
    /// <param name="token">0 to V - 1, or -1 for the zero input.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside [-1, V).</exception>
    static abstract void Step(ReadOnlySpan<float> parameters, Span<float> state, int token);
}
