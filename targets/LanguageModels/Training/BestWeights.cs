namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>Early stopping: keeps the weights of the best validation, and says when there was none for long.</summary>
/// <param name="parameterSize">Floats of the model.</param>
/// <param name="patience">Validations in a row without a better loss that are enough.</param>
internal sealed class BestWeights(int parameterSize, int patience)
{
    private readonly float[] _best = new float[parameterSize];
    private int _without;

    /// <summary>The lowest loss so far.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether it is time to stop.</summary>
    public bool IsEnough => _without >= patience;

    /// <summary>Looks at a validation.</summary>
    public void Add(double loss, ReadOnlySpan<float> parameters)
    {
        _without++;
        if (loss < Loss)
        {
            (Loss, _without) = (loss, 0);
            parameters.CopyTo(_best);
        }
    }

    /// <summary>Puts the best weights back.</summary>
    public void Restore(Span<float> parameters)
    {
        if (double.IsFinite(Loss))
        {
            _best.CopyTo(parameters);
        }
    }
}
