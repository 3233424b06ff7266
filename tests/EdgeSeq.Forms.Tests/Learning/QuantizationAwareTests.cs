using EdgeSeq.Forms.Tests.Bytes;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;
using static EdgeSeq.Forms.Tests.Bytes.ByteShapes;
using static EdgeSeq.Forms.Tests.Halves.HalfShapes;

namespace EdgeSeq.Forms.Tests.Learning;

/// <summary>Training that knows of the rounding: the forward pass is that of the rounded model, and gradients are those of floats at its weights.</summary>
[Collection(Alone.Name)]
public sealed class QuantizationAwareTests
{
    private const int Batch = 3, Window = 7;
    private const ulong Seed = 5;

    /// <summary>A linear head stays in floats, so its loss is that of the rounded model to the bit.</summary>
    [Fact]
    public void TheLossIsThatOfTheRoundedModel()
    {
        Check<Both, BothBytes>(1e-12);
        Check<Elman, ElmanBytes>(5e-3);   // the output layer of a softmax takes its operand as it is
        Check<Gru, GruBytes>(5e-3);
        Check<Relu, ReluBytes>(5e-3);
        Check<Both, BothDigits>(1e-12);
        Check<Gru, GruDigits>(5e-5);
        Check<Elman, ElmanHalves>(1e-12);
        Check<Gru, GruHalves>(1e-12);
        Check<Both, BothHalves>(1e-12);
        Check<Own, OwnHalves>(1e-12);
        Check<Panels, PanelsHalves>(1e-12);
        Check<Net, NetHalves>(1e-12);

        static void Check<TFloat, TBytes>(double tolerance)
            where TFloat : struct, ITrainableModel
            where TBytes : struct, IQuantizedModel
        {
            using var model = new Model<TFloat>(Seed);
            using Model<TBytes> rounded = model.Quantize<TBytes>();
            using var evaluator = new Evaluator<TBytes>(rounded, Batch, Window);
            using Trainer<TFloat> trainer = TrainerOf<TFloat, TBytes>(model, new Sgd(), rate: 0);
            var data = new Data<TFloat>(1);
            for (int window = 0; window < 3; window++)   // states are carried in both
            {
                double found = trainer.Step(data.Input, data.Target).Loss, sum = evaluator.Sum;
                long count = evaluator.Count;
                evaluator.Add(data.Input, data.Target);
                double expected = (evaluator.Sum - sum) / (evaluator.Count - count);
                Assert.InRange(found, expected - tolerance, expected + tolerance);
            }
        }
    }

    /// <summary>What differs from floats at the rounded weights is the rounding of states alone.</summary>
    [Fact]
    public void GradientsAreThoseOfFloatsAtTheRoundedWeights()
    {
        Check<Elman, ElmanBytes>(1e-6, 0.03);   // states were rounded
        Check<Gru, GruBytes>(1e-6, 0.03);
        Check<Relu, ReluBytes>(1e-6, 0.03);
        Check<Both, BothBytes>(1e-6, 0.03);
        Check<Gru, GruDigits>(1e-8, 3e-4);
        Check<Both, BothDigits>(1e-8, 3e-4);
        Check<Own, OwnHalves>(0, 1e-5);   // two weights, one update: their difference has fewer digits
        Check<Panels, PanelsHalves>(0, 1e-5);
        Check<Net, NetHalves>(0, 1e-5);

        static void Check<TFloat, TBytes>(double least, double most)
            where TFloat : struct, ITrainableModel
            where TBytes : struct, IQuantizedModel
        {
            using var model = new Model<TFloat>(Seed);
            using Model<TBytes> rounded = model.Quantize<TBytes>();
            using Model<TFloat> widened = Model<TFloat>.Load(ByteFile.Of(rounded).Content);
            float[] before = model.Parameters.ToArray(), at = widened.Parameters.ToArray();
            var data = new Data<TFloat>(2);
            using (Trainer<TFloat> aware = TrainerOf<TFloat, TBytes>(model, new Sgd(), rate: 1))
            using (var plain = new Trainer<TFloat>(widened, aware.Options with { QuantizationAware = null }))
            {
                aware.Step(data.Input, data.Target);
                plain.Step(data.Input, data.Target);
            }

            double difference = 0, norm = 0;
            for (int i = TFloat.TrainableOffset; i < before.Length; i++)
            {
                double expected = widened.Parameters[i] - at[i], found = model.Parameters[i] - before[i];
                difference += (found - expected) * (found - expected);
                norm += expected * expected;
            }

            Assert.InRange(Math.Sqrt(difference / norm), least, most);
        }
    }

    [Fact]
    public void NeitherThreadsNorMicroBatchesChangeABit()
    {
        Check<Gru, GruBytes>();
        Check<Both, BothBytes>();
        Check<Gru, GruDigits>();

        static void Check<TFloat, TBytes>()
            where TFloat : struct, ITrainableModel
            where TBytes : struct, IQuantizedModel
        {
            var data = new Data<TFloat>(3);
            float[]? first = null;
            foreach ((int threads, int? rows) in ((int, int?)[])[(1, null), (1, 1), (2, null), (3, 1)])
            {
                using var model = new Model<TFloat>(Seed);
                using Trainer<TFloat> trainer = TrainerOf<TFloat, TBytes>(model, new Adam(), rate: 0.01f, threads, rows);
                for (int step = 0; step < 4; step++)
                {
                    trainer.Step(data.Input, data.Target);
                }

                first ??= model.Parameters.ToArray();
                Bits.AssertEqual(first, model.Parameters);
            }
        }
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        using var model = new Model<Gru>(Seed);
        using Trainer<Gru> trainer = TrainerOf<Gru, GruBytes>(model, new Adam(), rate: 0.01f);
        var data = new Data<Gru>(4);
        trainer.Step(data.Input, data.Target);
        Allocated.AssertNothing(() => trainer.Step(data.Input, data.Target), repetitions: 10);
    }

    [Fact]
    public void ShapesThatDifferAreRefused()
    {
        using var model = new Model<Gru>(Seed);
        string message = Assert.Throws<ArgumentException>(() => TrainerOf<Gru, ElmanBytes>(model, new Sgd(), 1)).Message;
        Assert.Contains("differ in more than their weights", message, StringComparison.Ordinal);
        using var decoder = new Model<Gru>(Seed);
        message = Assert.Throws<ArgumentException>(() => new EncoderDecoderTrainer<Gru, Gru>(
            model, decoder, Window, new TrainerOptions { QuantizationAware = QuantizedForward.Of<GruBytes>() })).Message;
        Assert.Contains("QuantizationAware", message, StringComparison.Ordinal);
    }

    private static Trainer<TFloat> TrainerOf<TFloat, TBytes>(Model<TFloat> model, Optimizer optimizer, float rate, int threads = 1, int? rows = null)
        where TFloat : struct, ITrainableModel
        where TBytes : struct, IQuantizedModel =>
        new(model, new TrainerOptions
        {
            Batch = Batch,
            Window = Window,
            Threads = threads,
            MicroBatch = rows,
            Optimizer = optimizer,
            Schedule = new ConstantRate(rate),
            ClipNorm = null,
            QuantizationAware = QuantizedForward.Of<TBytes>(),
        });

    /// <summary>A window for any shape.</summary>
    private sealed class Data<TShape>
        where TShape : struct, ISequenceModel
    {
        private readonly float[] _vectors, _values;
        private readonly int[] _tokens, _classes;

        public Data(ulong seed)
        {
            var random = new RandomGenerator(seed);
            ModelShape shape = TShape.Shape;
            int rows = shape.Readout == Readout.Last ? Batch : Batch * Window;
            _tokens = [.. Enumerable.Range(0, Batch * Window).Select(_ => (int)(random.NextDouble() * shape.Vocabulary))];
            _classes = [.. Enumerable.Range(0, rows).Select(_ => (int)(random.NextDouble() * shape.Outputs))];
            _vectors = [.. Enumerable.Range(0, Batch * Window * shape.Inputs).Select(_ => (float)random.NextDouble() - 0.5f)];
            _values = [.. Enumerable.Range(0, rows * shape.Outputs).Select(_ => random.NextDouble() < 0.5 ? 0f : 1)];
        }

        public SequenceInput Input => TShape.Shape.Vocabulary > 0 ? (ReadOnlySpan<int>)_tokens : (ReadOnlySpan<float>)_vectors;

        public SequenceTarget Target => TShape.Shape.Head == Head.Softmax ? (ReadOnlySpan<int>)_classes : (ReadOnlySpan<float>)_values;
    }
}
