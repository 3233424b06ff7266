namespace EdgeSeq.Training.Fitting;

/// <summary>Counts validations since the best one, and keeps its weights.</summary>
/// <typeparam name="TShape">The shape that learns.</typeparam>
/// <param name="keeps">Whether weights are kept; else only the losses are looked at.</param>
internal sealed class BestWeights<TShape>(bool keeps) : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape>? _best = keeps ? Model<TShape>.Blank() : null;

    /// <summary>The lowest loss so far.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>After how many steps it was.</summary>
    public long Step { get; private set; }

    /// <summary>Validations since.</summary>
    public int Waited { get; private set; }

    /// <summary>Looks at a validation.</summary>
    public void Add(double loss, long step, Model<TShape> model)
    {
        Waited++;
        if (loss < Loss)
        {
            (Loss, Step, Waited) = (loss, step, 0);
            if (_best is not null)
            {
                model.Parameters.CopyTo(_best.Parameters);
            }
        }
    }

    /// <summary>Puts the best weights back, if they were kept and there was a validation.</summary>
    /// <returns>Whether they were.</returns>
    public bool PutBack(Model<TShape> model)
    {
        if (_best is null || !double.IsFinite(Loss))
        {
            return false;
        }

        _best.Parameters.CopyTo(model.Parameters);
        return true;
    }

    /// <summary>Writes the weights, if they are kept.</summary>
    public void Save(string path) => _best?.Save(path);

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(double loss, long step, int waited, string path)
    {
        if (step > 0)
        {
            _best?.LoadWeights(path);
        }

        (Loss, Step, Waited) = (loss, step, waited);
    }

    /// <inheritdoc/>
    public void Dispose() => _best?.Dispose();
}
