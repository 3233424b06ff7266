using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>What no bit of a result may depend on: instruction set, batch, window, threads.</summary>
public class BitTests
{
    public static TheoryData<string> Networks => Dialects.Networks;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_instruction_set_gives_the_same_bits(string name)
    {
        var digests = new Digests();
        Dialects.AcceptAll(name, digests);
        Assert.True(digests.All.Count >= 2);
        Assert.Single(digests.All.Distinct());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Rows_alone_give_the_bits_of_a_batch(string name) => Dialects.Accept(name, new Alone());

    [Theory]
    [InlineData(nameof(Shapes.NoiseSuppressor))]
    [InlineData(nameof(Shapes.Amplifier))]
    [InlineData(nameof(Shapes.Convolutions))]
    [InlineData(nameof(Shapes.Everything))]
    [InlineData(nameof(Shapes.Keyword))]
    [InlineData(nameof(Shapes.Attentive))]
    [InlineData(nameof(Shapes.Pooled))]
    [InlineData(nameof(Shapes.Mixed))]
    [InlineData(nameof(Shapes.SameOfNumbers))]
    [InlineData(nameof(Shapes.Depthwise))]
    [InlineData(nameof(Shapes.StridedKeyword))]
    [InlineData(nameof(Shapes.Paced))]
    public void Steps_give_the_bits_of_windows_however_they_are_cut(string name) => Dialects.Accept(name, new Streaming());

    [Fact]
    public void Steps_of_a_language_model_give_the_bits_of_windows()
    {
        using var model = new Model<Shapes.Writer>(3);
        int[] tokens = [4, 0, 12, 7, 7, 1];
        float[] states = new float[Shapes.Writer.StateSize], outputs = new float[tokens.Length * 13], streamed = new float[Shapes.Writer.StateSize], y = new float[13];
        float[] workspace = new float[Shapes.Writer.WorkspaceSize(1, tokens.Length)];
        Shapes.Writer.Forward(model.Parameters, tokens, states, workspace, 1, tokens.Length);
        Shapes.Writer.Outputs(model.Parameters, tokens, outputs, workspace, 1, tokens.Length);
        for (int t = 0; t < tokens.Length; t++)
        {
            Shapes.Writer.Step(model.Parameters, streamed, tokens[t]);
            Shapes.Writer.Logits(model.Parameters, streamed, y);
            Assert.Equal(MemoryMarshal.Cast<float, int>(outputs.AsSpan(t * 13, 13)), MemoryMarshal.Cast<float, int>(y));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Threads_change_no_bit(string name)
    {
        var trained = new Trained();
        Dialects.Accept(name, trained);
        Assert.Single(trained.Digests.Distinct());
    }

    private static Batch BatchOf(ModelShape shape, params int[] steps)
    {
        var random = new Random(11);
        return new(shape, [.. steps.Select(count => Row.Random(shape, count, random))]);
    }

    private static string Digest(params float[][] parts) => Convert.ToHexString(SHA256.HashData([.. parts.SelectMany(part => MemoryMarshal.AsBytes(part.AsSpan()).ToArray())]));

    private sealed class Digests : IShapeVisitor
    {
        public List<string> All { get; } = [];

        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            using var model = new Model<TShape>(3);
            (double loss, float[] gradients, float[] outputs, float[] states) = Kernels.Run<TShape>(model.Parameters, BatchOf(TShape.Shape, 9, 1, 9, 5, 33));
            All.Add($"{loss:R} {Digest(gradients, outputs, states)}");
        }
    }

    private sealed class Alone : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            using var model = new Model<TShape>(3);
            Batch all = BatchOf(TShape.Shape, 9, 1, 9, 5, 12);
            (_, _, float[] outputs, _) = Kernels.Run<TShape>(model.Parameters, all);
            int numbers = TShape.Shape.Outputs, perRow = TShape.Shape.OutputRows(1, all.Window);
            for (int row = 0; row < all.Rows.Count; row++)
            {
                (_, _, float[] alone, _) = Kernels.Run<TShape>(model.Parameters, new Batch(TShape.Shape, [all.Rows[row]]));
                Assert.Equal(MemoryMarshal.Cast<float, int>(outputs.AsSpan(row * perRow * numbers, alone.Length)), MemoryMarshal.Cast<float, int>(alone));
            }
        }
    }

    private sealed class Streaming : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel =>
            typeof(Streaming).GetMethod(nameof(Stream))!.MakeGenericMethod(typeof(TShape)).Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, null, null);

        public static void Stream<TShape>()
            where TShape : struct, IVectorModel, ITrainableModel
        {
            const int Steps = 29;
            ModelShape shape = TShape.Shape;
            Row row = Row.Random(shape, Steps, new Random(5));
            using var model = new Model<TShape>(3);
            float[] streamed = new Batch(shape, [row]).FirstStates(shape, TShape.StateSize), states = [.. streamed], y = new float[shape.Outputs];
            var expected = new List<float[]>();
            for (int t = 0; t < Steps; t++)
            {
                TShape.Step(model.Parameters, streamed, row.Vectors.AsSpan(t * shape.Inputs, shape.Inputs));
                TShape.Logits(model.Parameters, streamed, y);
                expected.Add([.. y]);
            }

            int at = 0;
            foreach (int window in new[] { 1, 13, 2, 1, 5, 7 })
            {
                float[] workspace = new float[TShape.WorkspaceSize(1, window)];
                workspace.AsSpan().Fill(float.NaN);
                var input = new SequenceInput { Vectors = row.Vectors.AsSpan(at * shape.Inputs, window * shape.Inputs) };
                float[] outputs = new float[shape.OutputRows(1, window) * shape.Outputs];
                TShape.Forward(model.Parameters, input, states, workspace, 1, window);
                TShape.Outputs(model.Parameters, input, outputs, workspace, 1, window);
                at += window;
                Assert.Equal(MemoryMarshal.Cast<float, int>(expected[at - 1]), MemoryMarshal.Cast<float, int>(outputs.AsSpan(outputs.Length - shape.Outputs)));
            }

            foreach (StateInfo state in shape.States)
            {
                Assert.Equal(MemoryMarshal.Cast<float, int>(streamed.AsSpan(state.Offset, state.Hidden)), MemoryMarshal.Cast<float, int>(states.AsSpan(state.Offset, state.Hidden)));
            }
        }
    }

    private sealed class Trained : IShapeVisitor
    {
        public List<string> Digests { get; } = [];

        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            Batch batch = BatchOf(TShape.Shape, 9, 1, 9, 5, 6, 9, 9, 2, 9, 3, 9);
            foreach ((int threads, int rows) in new[] { (1, 11), (1, 2), (2, 11), (3, 5), (7, 11) })
            {
                using var model = new Model<TShape>(3);
                using var trainer = new Trainer<TShape>(model, new TrainerOptions
                {
                    Batch = batch.Rows.Count, Window = batch.Window, Threads = threads, MicroBatch = rows, Dropout = TShape.Shape.Network.Contains("dropout", StringComparison.Ordinal) ? 0.25f : 0, ClipNorm = 0.5f,
                });
                for (int step = 0; step < 4; step++)
                {
                    trainer.Step(batch.Input, batch.Target);
                }

                Digests.Add(Digest([.. model.Parameters]));
            }
        }
    }
}
