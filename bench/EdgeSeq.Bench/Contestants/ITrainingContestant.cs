namespace EdgeSeq.Bench.Contestants;

/// <summary>Where the seconds of a training step go.</summary>
/// <param name="Forward">Recurrent products and activations of the window.</param>
/// <param name="Backward">Transposes, output layer, loss, and backpropagation through the window.</param>
/// <param name="Update">Norm, clip and Adam.</param>
internal sealed record TrainingParts(double Forward, double Backward, double Update);

/// <summary>A training peer that can tell its parts.</summary>
internal interface ITrainingContestant : IContestant
{
    /// <summary>Mean times over some training steps.</summary>
    TrainingParts MeasureParts(int steps);
}
