using EdgeSeq.Memory;
using EdgeSeq.Training.Checkpoints;

namespace EdgeSeq.Training;

/// <content>What the future of a trainer depends on besides its options: read and written by checkpoints.</content>
public sealed partial class Trainer<TShape> : ICheckpointed
{
    /// <summary>The blocks of moments and then the average, each laid out as the part of the parameter block that learns.</summary>
    internal Span<float> Moments => _memory.Section(0, MomentsSize);

    /// <summary>The carried states of all rows, [batch x StateSize].</summary>
    internal Span<float> CarriedStates => States(0, _batch);

    IReadOnlyList<CheckpointedModel> ICheckpointed.Models => [new CheckpointedModel<TShape>(_model, "")];

    Span<float> ICheckpointed.CarriedStates => CarriedStates;

    TrainerProgress ICheckpointed.Progress
    {
        get => new(StepCount, RejectedCount, _powers);
        set
        {
            (StepCount, RejectedCount, _powers) = (value.StepCount, value.RejectedCount, value.Powers);
            _accumulation.Reset();
            _gradients.All.Clear();
        }
    }

    int ICheckpointed.PendingBatches => _accumulation.Done;

    Lifetime.Use ICheckpointed.Enter() => _lifetime.Enter();

    Span<float> ICheckpointed.MomentsOf(int model) => Moments;
}
