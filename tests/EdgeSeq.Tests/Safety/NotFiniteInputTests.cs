using System.Globalization;
using EdgeSeq.Diagnostics;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;
using Music = EdgeSeq.Tests.Safety.SafetyShapes.Music;
using Words = EdgeSeq.Tests.Safety.SafetyShapes.Words;

namespace EdgeSeq.Tests.Safety;

/// <summary>One reading that is no number would stay in a state for good: whatever reads vectors refuses it and stays as it was.</summary>
public sealed class NotFiniteInputTests
{
    private const int Batch = 2, Window = 3, D = Music.InputSize, Size = Batch * Window * D;

    /// <summary>Each makes an object and gives what reads two rows of three vectors into it, and says what came of it.</summary>
    private static readonly Dictionary<string, Func<Func<float[], double[]>>> s_readers = new()
    {
        ["Session.Step"] = () =>
        {
            var session = new Session<Music>(new Model<Music>(1));
            return x => ByVectors(x, vector =>
            {
                session.Step(vector);
                float[] outputs = new float[D];
                session.Output(outputs);
                return outputs;
            });
        },
        ["Session.Step with logits"] = () =>
        {
            var session = new Session<Music>(new Model<Music>(1));
            return x => ByVectors(x, vector =>
            {
                float[] logits = new float[D];
                session.Step(vector, logits);
                return logits;
            });
        },
        ["VectorSampler.Read"] = () =>
        {
            var sampler = new VectorSampler<Music>(new Model<Music>(1));
            return x =>
            {
                sampler.Read(x);
                float[] next = new float[D];
                sampler.Next(next);
                return Numbers(next);
            };
        },
        ["VectorSampler.Generate"] = () =>
        {
            var sampler = new VectorSampler<Music>(new Model<Music>(1));
            return x =>
            {
                float[] output = new float[Size];
                sampler.Generate(x, output);
                return Numbers(output);
            };
        },
        ["SequenceRunner.Run"] = () =>
        {
            var runner = new SequenceRunner<Music>(new Model<Music>(1), Batch, Window);
            return x =>
            {
                float[] outputs = new float[runner.OutputLength];
                runner.Run(x, outputs);
                return Numbers(outputs);
            };
        },
        ["SequenceRunner.Logits"] = () =>
        {
            var runner = new SequenceRunner<Music>(new Model<Music>(1), Batch, Window);
            return x =>
            {
                float[] outputs = new float[runner.OutputLength];
                runner.Logits(x, outputs);
                return Numbers(outputs);
            };
        },
        ["Evaluator.Add"] = () =>
        {
            var evaluator = new Evaluator<Music>(new Model<Music>(1), Batch, Window);
            return x =>
            {
                evaluator.Add(x, new float[Size]);
                return [evaluator.Sum, evaluator.Count];
            };
        },
        ["Trainer.Step"] = () =>
        {
            var model = new Model<Music>(1);
            var trainer = new Trainer<Music>(model, new TrainerOptions { Batch = Batch, Window = Window });
            return x => [trainer.Step(x, new float[Size]).Loss, trainer.RejectedCount, .. Numbers(model.Parameters)];
        },
        ["GradientFlow.Add"] = () =>
        {
            var flow = new GradientFlow<Music>(new Model<Music>(1), Batch * Window);
            return x =>
            {
                flow.Add(x, new float[Size]);
                return [flow.Norm(0, 1), flow.Norm(0, 2)];
            };
        },
        ["RidgeReadout.Add"] = () =>
        {
            var model = new Model<Music>(1);
            var readout = new RidgeReadout<Music>(model, new RidgeReadoutOptions { Batch = Batch, Window = Window });
            return x =>
            {
                readout.Add(x, new float[Size]);
                readout.Solve(1);
                return [readout.Count, .. Numbers(model.Parameters)];
            };
        },
        ["EncoderDecoder.Decode"] = () =>
        {
            var translator = new EncoderDecoder<Music, Words>(new Model<Music>(1), new Model<Words>(2), Batch * Window);
            return x =>
            {
                int[] output = new int[5];
                return [translator.Decode(x, output).LogProbability, .. output];
            };
        },
        ["EncoderDecoderEvaluator.Add"] = () =>
        {
            var evaluator = new EncoderDecoderEvaluator<Music, Words>(new Model<Music>(1), new Model<Words>(2), Batch, Window, 2);
            return x =>
            {
                evaluator.Add(x, [0, 1, 2, 3]);
                return [evaluator.Sum, evaluator.Count];
            };
        },
        ["EncoderDecoderTrainer.Step"] = () =>
        {
            var decoder = new Model<Words>(2);
            var trainer = new EncoderDecoderTrainer<Music, Words>(new Model<Music>(1), decoder, Window, new TrainerOptions { Batch = Batch, Window = 2 });
            return x => [trainer.Step(x, [0, 1, 2, 3]).Loss, trainer.RejectedCount, .. Numbers(decoder.Parameters)];
        },
    };

    public static TheoryData<string, float> Cases
    {
        get
        {
            var all = new TheoryData<string, float>();
            foreach (string reader in s_readers.Keys)
            {
                all.Add(reader, float.NaN);
                all.Add(reader, float.PositiveInfinity);
                all.Add(reader, float.NegativeInfinity);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_input_that_is_no_number_is_refused_by_place_and_leaves_everything_as_it_was(string reader, float stray)
    {
        Func<float[], double[]> read = s_readers[reader](), twin = s_readers[reader]();
        float[] x = [.. Enumerable.Range(0, Size).Select(i => i * 7 % 5 / 5f)];
        Assert.Equal(twin(x), read(x));

        bool isByVectors = reader.StartsWith("Session", StringComparison.Ordinal);
        int place = isByVectors ? D - 1 : Size - 1;
        float[] strayed = [.. x];
        strayed[place] = stray;
        Exception exception = Assert.Throws<ArgumentException>(() => read(strayed));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"[{place}] is {stray};"), exception.Message, StringComparison.Ordinal);
        Assert.Equal(twin(x), read(x));
    }

    private static double[] ByVectors(float[] x, Func<float[], float[]> step) => [.. x.Chunk(D).SelectMany(step).Select(value => (double)value)];

    private static double[] Numbers(ReadOnlySpan<float> values)
    {
        double[] numbers = new double[values.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = values[i];
        }

        return numbers;
    }
}
