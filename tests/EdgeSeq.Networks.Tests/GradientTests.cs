using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>Outputs, losses and gradients of every network against a double-precision reading of its text.</summary>
public class GradientTests
{
    private const double Nudge = 1e-5;

    /// <summary>Elements tried of each parameter, or one more.</summary>
    private static readonly int s_samples = Cases.Part(2, 4);

    [Fact]
    public void Of_the_noise_suppressor() => Check<Shapes.NoiseSuppressor>();

    [Fact]
    public void Of_the_keyword_network() => Check<Shapes.Keyword>();

    [Fact]
    public void Of_the_amplifier() => Check<Shapes.Amplifier>();

    [Fact]
    public void Of_dilated_convolutions() => Check<Shapes.Convolutions>();

    [Fact]
    public void Of_two_outputs() => Check<Shapes.Tagger>();

    [Fact]
    public void Of_a_language_model() => Check<Shapes.Writer>();

    [Fact]
    public void Of_every_node() => Check<Shapes.Everything>();

    [Fact]
    public void Of_attentions_and_what_they_read_from() => Check<Shapes.Attentive>();

    [Fact]
    public void Of_tokens_among_numbers() => Check<Shapes.Mixed>();

    [Fact]
    public void Of_means_that_are_weighted_by_attention() => Check<Shapes.Pooled>();

    [Fact]
    public void Of_a_mask_within_the_recurrence() => Check<Shapes.MaskedNet>();

    [Fact]
    public void Of_words_by_their_letters() => Check<Shapes.SpelledNet>();

    [Fact]
    public void Of_both_directions() => Check<Shapes.Highest>();

    [Fact]
    public void Of_tied_weights() => Check<Shapes.Same>();

    [Fact]
    public void Of_weights_that_are_tied_to_the_vectors_of_tokens_among_numbers() => Check<Shapes.SameOfNumbers>();

    [Fact]
    public void Of_depthwise_convolutions() => Check<Shapes.Depthwise>();

    [Fact]
    public void Of_layers_behind_a_strided_convolution() => Check<Shapes.StridedKeyword>();

    [Fact]
    public void Of_several_paces() => Check<Shapes.Paced>();

    [Fact]
    public void Of_both_directions_of_a_slower_pace() => Check<Shapes.PacedBoth>();

    private static void Check<TShape>()
        where TShape : struct, ITrainableModel
    {
        ModelShape shape = TShape.Shape;
        var random = new Random(7);
        using var model = new Model<TShape>(3);
        Stir(model, random);
        var batch = new Batch(shape, [.. new[] { 9, 1, 7, 9, 4 }.Select(steps => Row.Random(shape, steps, random))]);
        float[] stateGradients = new float[batch.Rows.Count * TShape.StateSize];
        (double loss, float[] gradients, float[] outputs, _) = Kernels.Run<TShape>(model.Parameters, batch, stateGradients);

        NetworkReference reference = NetworkReference.Of<TShape>(model.Parameters);
        Assert.Equal(batch.Rows.Sum(reference.Loss), loss, 1e-5 * Math.Max(1, Math.Abs(loss)));
        CompareOutputs(shape, batch, reference, outputs);
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            double[,] numbers = reference[parameter.Name];
            int count = parameter.Rows * parameter.Columns, stride = Math.Max(1, count / s_samples);
            for (int i = random.Next(stride); i < count; i += stride)
            {
                int k = i / parameter.Columns, j = i % parameter.Columns;
                double slope = Slope(() => batch.Rows.Sum(reference.Loss), ref numbers[k, j]);
                float gradient = gradients[parameter.Layout.IndexOf(k, j)];
                Assert.True(Math.Abs(slope - gradient) <= 2e-5 * (1 + Math.Abs(slope)), $"{parameter.Name}[{k}, {j}]: the slope is {slope}, the gradient {gradient}.");
            }
        }

        CompareMemories(shape, batch, reference, stateGradients);
    }

    /// <summary>What a decoder remembers of its source teaches the encoder.</summary>
    private static void CompareMemories(ModelShape shape, Batch batch, NetworkReference reference, float[] stateGradients)
    {
        int stateSize = stateGradients.Length / batch.Rows.Count;
        for (int row = 0; row < batch.Rows.Count; row++)
        {
            double[][] memories = [.. batch.Rows[row].Memories.Select(memory => memory.Select(x => (double)x).ToArray())];
            reference.Memories.Add(batch.Rows[row], memories);
            foreach ((MemoryInfo memory, double[] numbers) in shape.Memories.Zip(memories))
            {
                float[] gradients = new float[numbers.Length];
                memory.ReadGradients(stateGradients.AsSpan(row * stateSize, stateSize), gradients, numbers.Length / memory.RowSize, memory.RowSize);
                for (int i = 0; i < numbers.Length; i += 3)
                {
                    double slope = Slope(() => reference.Loss(batch.Rows[row]), ref numbers[i]);
                    Assert.True(Math.Abs(slope - gradients[i]) <= 2e-5 * (1 + Math.Abs(slope)), $"{memory.Name}[{i}] of row {row}: the slope is {slope}, the gradient {gradients[i]}.");
                }
            }
        }
    }

    /// <summary>Biases and gains that start at 0 or 1 would hide what they do.</summary>
    private static void Stir<TShape>(Model<TShape> model, Random random)
        where TShape : struct, ITrainableModel
    {
        foreach (ParameterInfo parameter in TShape.Shape.Parameters.Where(parameter => parameter.Rows == 1))
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                model.Parameters[parameter.Layout.IndexOf(0, j)] += (random.NextSingle() - 0.5f) / 2;
            }
        }
    }

    private static void CompareOutputs(ModelShape shape, Batch batch, NetworkReference reference, float[] outputs)
    {
        bool isLast = shape.Readout == Readout.Last;
        for (int row = 0; row < batch.Rows.Count; row++)
        {
            double[][] expected = reference.Run(batch.Rows[row]);
            for (int t = isLast ? expected.Length - 1 : 0; t < expected.Length; t++)
            {
                int first = (isLast ? row : (row * batch.Window) + t) * shape.Outputs;
                for (int i = 0; i < shape.Outputs; i++)
                {
                    Assert.Equal(expected[t][i], outputs[first + i], 2e-5);
                }
            }
        }
    }

    private static double Slope(Func<double> loss, ref double at)
    {
        double before = at;
        at = before + Nudge;
        double above = loss();
        at = before - Nudge;
        double below = loss();
        at = before;
        return (above - below) / (2 * Nudge);
    }
}
