using EdgeSeq.Memory;
using EdgeSeq.Training.Checkpoints;

namespace EdgeSeq.Translation;

/// <content>What the future of a trainer depends on besides its options: read and written by checkpoints.</content>
public sealed partial class EncoderDecoderTrainer<TEncoder, TDecoder> : ICheckpointed
{
    private const string EncoderPrefix = "encoder.", DecoderPrefix = "decoder.";

    IReadOnlyList<CheckpointedModel> ICheckpointed.Models =>
        [new CheckpointedModel<TEncoder>(_encoder.Model, EncoderPrefix), new CheckpointedModel<TDecoder>(_decoder.Model, DecoderPrefix)];

    Span<float> ICheckpointed.CarriedStates => default;

    TrainerProgress ICheckpointed.Progress
    {
        get => new(StepCount, RejectedCount, _powers);
        set
        {
            (StepCount, RejectedCount, _powers) = (value.StepCount, value.RejectedCount, value.Powers);
            _accumulation.Reset();
            _encoder.All.Clear();
            _decoder.All.Clear();
        }
    }

    int ICheckpointed.PendingBatches => _accumulation.Done;

    Lifetime.Use ICheckpointed.Enter() => _lifetime.Enter();

    Span<float> ICheckpointed.MomentsOf(int model) => model == 0 ? EncoderMoments : DecoderMoments;

    private Span<float> EncoderMoments => _memory.Section(0, EncoderMomentsSize);

    private Span<float> DecoderMoments => _memory.Section(_decoderMomentsAt, DecoderMomentsSize);
}
