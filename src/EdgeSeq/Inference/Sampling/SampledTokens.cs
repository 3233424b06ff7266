namespace EdgeSeq;

/// <summary>
/// The tokens that a sampler draws, one at a time: what <see cref="Sampler{TShape}.Enumerate"/> gives. It draws when it is
/// moved, so what is not asked for is not drawn.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>One thread at a time.</remarks>
public struct SampledTokens<TShape>
    where TShape : struct, ILanguageModel
{
    private readonly Sampler<TShape> _sampler;
    private int _left;

    internal SampledTokens(Sampler<TShape> sampler, int length) => (_sampler, _left) = (sampler, length);

    /// <summary>The token drawn last.</summary>
    public int Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly SampledTokens<TShape> GetEnumerator() => this;

    /// <summary>Draws the next token.</summary>
    /// <returns>False when the text is as long as was asked for, or the stop token was drawn.</returns>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        Current = _sampler.Next();
        _left = Current == _sampler.Options.StopToken ? 0 : _left - 1;
        return Current != _sampler.Options.StopToken;
    }
}
