namespace EdgeSeq;

/// <summary>What becomes of an input number that is NaN: a reading that is missing.</summary>
public enum MissingInputs
{
    /// <summary>It is refused with its place, and nothing is read. The default: one NaN in a state would stay there for good.</summary>
    Reject,

    /// <summary>The mean stands in its place, so it enters the model as 0.</summary>
    Mean,

    /// <summary>
    /// In a <see cref="Session{TShape}"/> what the model itself expected stands in its place: its last outputs, of a shape with
    /// <see cref="Head.Linear"/> that forecasts its own inputs; at the start of a sequence the mean. Where whole windows are run, by trainers, evaluators and
    /// runners, the mean: no output is there yet. A <see cref="SessionGroup{TShape}"/> refuses what is missing.
    /// </summary>
    Forecast,
}
