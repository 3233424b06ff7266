using EdgeSeq;
using EdgeSeq.Text;
using EdgeSeq.Training;

namespace EdgeSeqConsole;

/// <summary>Trains on a text file, one token a byte, and saves the model.</summary>
internal static class Training
{
    private const int Batch = 16, Window = 64;

    public static int Run(string file, double seconds, string modelFile)
    {
        try
        {
            // The last tenth is held out: the run measures with it, and keeps the weights that do best.
            (TokenSequence training, TokenSequence heldOut) = TokenSequence.OfBytes(File.ReadAllBytes(file)).Split(0.1);
            var learned = new RowWindows(training, Batch, Window);
            var measured = new RowWindows(heldOut, 1, Window, RowTail.Pad);

            Console.WriteLine($"{Writer.Shape.Name}: {Writer.ParameterCount:N0} parameters, {Hardware.IsaOf(Writer.Shape)}");
            using var model = new Model<Writer>(seed: 1) { Vocabulary = Vocabulary.Bytes };
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            FitResult result = model.Fit(
                learned, measured, new FitOptions { Epochs = 1000, Trainer = new TrainerOptions { Schedule = new ConstantRate(0.004f) } }, new ProgressLines(), limit.Token);
            model.Save(modelFile);
            Console.WriteLine($"saved {modelFile}: {result.ValidationLoss:F3} nats a byte on the last tenth of {file}");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"{file} cannot be learnt: {e.Message}");
            return 1;
        }
    }

    /// <summary>A line now and then.</summary>
    private sealed class ProgressLines : IProgress<FitProgress>
    {
        private const int ReportEvery = 100;

        public void Report(FitProgress value)
        {
            if (!value.IsValidation && value.Step % ReportEvery == 0)
            {
                Console.WriteLine($"step {value.Step}: loss {value.Loss:F3} nats a byte, {value.StepsPerSecond * Batch * Window:N0} bytes/s");
            }
        }
    }
}
