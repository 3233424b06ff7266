namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>One moment of a training run.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Recent mean training loss, nats per token.</param>
/// <param name="ValidationLoss">Last validation loss, nats per token; NaN before the first.</param>
/// <param name="TokensPerSecond">Trained tokens per second of training.</param>
/// <param name="SecondsLeft">Estimated rest of the run.</param>
/// <param name="AllocatedBytes">Managed bytes allocated since the loop began.</param>
internal readonly record struct Progress(
    int Step, int Steps, double Loss, double ValidationLoss, double TokensPerSecond, double SecondsLeft, long AllocatedBytes);
