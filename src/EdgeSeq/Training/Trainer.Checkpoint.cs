using EdgeSeq.Training.Checkpoints;

namespace EdgeSeq;

/// <content>What the future of a trainer depends on besides its options: read and written by checkpoints.</content>
public sealed partial class Trainer<TShape>
{
    /// <summary>The model that is trained.</summary>
    internal Model<TShape> Model => _model;

    /// <summary>The blocks of moments, each laid out as the part of the parameter block that learns.</summary>
    internal Span<float> Moments => _memory.Section(0, MomentsSize);

    /// <summary>The carried states of all rows, [batch x StateSize].</summary>
    internal Span<float> CarriedStates => States(0, _batch);

    /// <summary>The counters.</summary>
    internal TrainerProgress Progress
    {
        get => new(StepCount, RejectedCount, _powers);
        set => (StepCount, RejectedCount, _powers) = (value.StepCount, value.RejectedCount, value.Powers);
    }
}
