using System.Globalization;
using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq.Conformance;

/// <summary>Trains from a seed, evaluates, streams and samples; one line with the digest of all that came out.</summary>
/// <param name="Batch">B.</param>
/// <param name="Optimizer">The update rule.</param>
/// <param name="InSubset">Whether it belongs to the short run.</param>
internal sealed record TrainingCase<TShape>(int Batch, Optimizer Optimizer, bool InSubset) : Case(InSubset)
    where TShape : struct, ILanguageModel, ITrainableModel
{
    private const int Steps = 3, Window = 5, Streamed = 12, Sampled = 24;
    private const ulong Seed = 4;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        ModelShape shape = Model<TShape>.Shape;
        using var model = new Model<TShape>(Seed);
        var random = new RandomGenerator(Seed);
        Digest losses = new(), states = new(), tokens = new(), weights = new(), all = new();
        Train(model, random, losses);
        Stream(model, random, states);
        Sample(model, tokens);
        weights.Add(model.Parameters);
        var parts = new List<string>();
        foreach ((string name, Digest digest) in new[] { ("weights", weights), ("states", states), ("losses", losses), ("tokens", tokens) })
        {
            byte[] hash = digest.Finish();
            all.Add(hash);
            parts.Add($"{name} {Digest.Text(hash)[..8]}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape.CellName} H={shape.Hidden} V={shape.Vocabulary} B={Batch} {Optimizer.GetType().Name}: {string.Join(' ', parts)} {Digest.Text(all.Finish())}"));
    }

    private void Train(Model<TShape> model, RandomGenerator random, Digest losses)
    {
        using var trainer = new Trainer<TShape>(model, new TrainerOptions
        {
            Batch = Batch, Window = Window, Optimizer = Optimizer, Schedule = new CosineRate(0.01f, Steps) { WarmUpSteps = 1 }, ClipValue = 0.5f,
        });
        using var evaluator = new Evaluator<TShape>(model, Batch, Window);
        for (int step = 0; step < Steps; step++)
        {
            int[] text = Tokens.Draw(random, Batch * Window + 1, Model<TShape>.Shape.Vocabulary);
            TrainingStep result = trainer.Step(text.AsSpan(..^1), text.AsSpan(1));
            losses.Add(result.Loss);
            losses.Add(result.GradientNorm);
            evaluator.Add(text.AsSpan(..^1), text.AsSpan(1));
            losses.Add(evaluator.Sum);
        }
    }

    private static void Stream(Model<TShape> model, RandomGenerator random, Digest states)
    {
        using var session = new Session<TShape>(model);
        float[] state = new float[Session<TShape>.StateSize], logits = new float[Model<TShape>.Shape.Vocabulary];
        foreach (int token in Tokens.Draw(random, Streamed, logits.Length))
        {
            session.Step(token, logits);
            session.CopyStateTo(state);
            states.Add(state);
            states.Add(logits);
        }
    }

    private static void Sample(Model<TShape> model, Digest tokens)
    {
        foreach (SamplerOptions options in new SamplerOptions[]
        {
            new() { Temperature = 0 },
            new() { Seed = Seed },
            new() { Temperature = 0.8f, TopK = 40, TopP = 0.9f, Seed = Seed },
        })
        {
            using var sampler = new Sampler<TShape>(model, options);
            int[] output = new int[Sampled];
            tokens.Add(output.AsSpan(..sampler.Generate([1], output)));
        }
    }
}
