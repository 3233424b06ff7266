using System.Diagnostics;
using System.Globalization;
using EdgeSeq;
using EdgeSeq.Training;

// Trains, and says on a line when the first step is done, when 1,000 are, and then how fast it trains at best.
const int Window = 64, Steps = 1000, Blocks = 20, StepsOfBlock = 50;
int[] tokens = new int[Window + 1];
var random = new RandomGenerator(1);
foreach (ref int token in tokens.AsSpan())
{
    token = random.NextInt32(StartupModel.Shape.Vocabulary);
}

using var model = new Model<StartupModel>(seed: 1);
using var trainer = new Trainer<StartupModel>(model, new TrainerOptions { Batch = 1, Window = Window });
Train(1);
Console.WriteLine($"first {Hardware.ActiveIsa}");
Train(Steps - 1);
Console.WriteLine("all");
double best = 0;
for (int block = 0; block < Blocks; block++)
{
    long start = Stopwatch.GetTimestamp();
    Train(StepsOfBlock);
    best = Math.Max(best, StepsOfBlock * Window / Stopwatch.GetElapsedTime(start).TotalSeconds);
}

Console.WriteLine(best.ToString("R", CultureInfo.InvariantCulture));

void Train(int steps)
{
    for (int step = 0; step < steps; step++)
    {
        trainer.Step(tokens.AsSpan(..Window), tokens.AsSpan(1..));
    }
}

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct StartupModel;
