namespace EdgeSeq;

/// <summary>What becomes of classes that were not counted once (<see cref="Model{TShape}.SetOutputBias"/>).</summary>
public enum UnseenClasses
{
    /// <summary>
    /// They start at a probability of e^-30: too little to teach anything, so that they do not drag at the model, and finite. Where one occurs after all
    /// it costs about 30 nats, and is learned.
    /// </summary>
    Rare,

    /// <summary>
    /// They are masked for good: their probability, and so their gradient, is exactly 0. A target of such a class is refused by trainers and evaluators,
    /// since its loss is infinite; <c>Scorer</c> gives it a logarithm of about -1e9.
    /// </summary>
    Masked,
}
