using EdgeSeq.CrashTest;

// Trains a small model with checkpoints and prints the SHA-256 of its weights; for .ci/crash, which kills it again and again.
// Exit code 1 if a checkpoint could not be saved or loaded, 2 for wrong arguments.

if (Settings.Parse(args) is not { } settings)
{
    Console.Error.WriteLine(Settings.Usage);
    return 2;
}

try
{
    using var run = new Run(settings);
    Console.WriteLine(run.Train());
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"stopped: {e.Message}");
    return 1;
}
