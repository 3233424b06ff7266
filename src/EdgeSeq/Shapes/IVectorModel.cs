namespace EdgeSeq;

/// <summary>A streaming shape that reads vectors, such as sensor readings.</summary>
public interface IVectorModel : IStreamingModel
{
    /// <summary>Advances one sequence by one vector.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="state">The state, [<see cref="ISequenceModel.StateSize"/>]; updated in place.</param>
    /// <param name="x">The vector, [D].</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    static abstract void Step(ReadOnlySpan<float> parameters, Span<float> state, ReadOnlySpan<float> x);
}
