namespace EdgeSeq.Targets.CharLm.Report;

/// <summary>One moment of a training run.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Recent mean training loss, nats per character.</param>
/// <param name="ValidationLoss">Last validation loss, nats per character; NaN before the first.</param>
/// <param name="CharactersPerSecond">Trained characters per second of training.</param>
/// <param name="SecondsLeft">Estimated rest of the run.</param>
/// <param name="AllocatedBytes">Managed bytes allocated since the loop began.</param>
internal readonly record struct Progress(
    int Step, int Steps, double Loss, double ValidationLoss, double CharactersPerSecond, double SecondsLeft, long AllocatedBytes);
