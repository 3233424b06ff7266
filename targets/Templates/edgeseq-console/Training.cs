using System.Diagnostics;
using EdgeSeq;

namespace EdgeSeqConsole;

/// <summary>Trains on a text file, one token a byte, and saves the model.</summary>
internal static class Training
{
    private const int Batch = 16, Window = 64, ReportEvery = 100;

    public static int Run(string file, double seconds, string modelFile)
    {
        byte[] text = File.ReadAllBytes(file);
        if (text.Length <= Batch * Window)
        {
            Console.Error.WriteLine($"{file} has {text.Length} bytes; at least {Batch * Window + 1} are needed.");
            return 1;
        }

        Console.WriteLine($"{Writer.Shape.Name}: {Writer.ParameterCount:N0} parameters, {Hardware.ActiveIsa}");
        using var model = new Model<Writer>(seed: 1);
        using var trainer = new Trainer<Writer>(model, new TrainerOptions
        {
            Batch = Batch,
            Window = Window,
            Schedule = new ConstantRate(0.004f),
        });

        // Each row of the batch reads its own stretch of the text; the state is carried from window to window.
        int rowLength = (text.Length - 1) / Batch, windows = rowLength / Window;
        int[] inputs = new int[Batch * Window], targets = new int[Batch * Window];
        var watch = Stopwatch.StartNew();
        for (int step = 0; watch.Elapsed.TotalSeconds < seconds; step++)
        {
            int window = step % windows;
            if (window == 0)
            {
                trainer.ResetState();
            }

            Fill(text, rowLength, window * Window, inputs, targets);
            TrainingStep result = trainer.Step(inputs, targets);
            if ((step + 1) % ReportEvery == 0)
            {
                Console.WriteLine($"step {step + 1}: loss {result.Loss:F3} nats a byte, {(step + 1) * Batch * Window / watch.Elapsed.TotalSeconds:N0} bytes/s");
            }
        }

        model.Save(modelFile);
        Console.WriteLine($"saved {modelFile}");
        return 0;
    }

    private static void Fill(byte[] text, int rowLength, int first, Span<int> inputs, Span<int> targets)
    {
        for (int row = 0; row < Batch; row++)
        {
            for (int t = 0; t < Window; t++)
            {
                int at = row * rowLength + first + t;
                inputs[row * Window + t] = text[at];
                targets[row * Window + t] = text[at + 1];
            }
        }
    }
}
