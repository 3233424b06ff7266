using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

/// <summary>Learned vectors multiplied into W.</summary>
public sealed partial class FoldingTests
{
    [Fact]
    public void A_folded_model_answers_alike()
    {
        using var model = new Model<Vectors>(1, Initialization.PyTorch) { Labels = ["a", "b", "c", "d", "e"] };
        using Model<Rows> folded = model.FoldEmbedding<Rows>();
        Assert.Equal(model.Labels, folded.Labels);
        using SequenceRunner<Vectors> expected = new(model, 2, 6);
        using SequenceRunner<Rows> found = new(folded, 2, 6);
        int[] tokens = [4, 0, 2, -1, 3, 1, 2, 2, 1, 0, 4, 3];
        float[] y = new float[expected.OutputLength], z = new float[found.OutputLength];
        expected.Logits(tokens, y);
        found.Logits(tokens, z);
        Assert.All(y.Zip(z), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Every_weight_is_the_product_rounded_once()
    {
        using var model = new Model<Vectors>(1);
        using Model<Rows> folded = model.FoldEmbedding<Rows>();
        var vectors = Vectors.Shape.Parameters.First(parameter => parameter.Kind == Shapes.ParameterKind.Embedding).Layout;
        var weights = Vectors.Shape.Parameters.First(parameter => parameter.EquationName == "W_f" && parameter.IsReverse).Layout;
        var product = Rows.Shape.Parameters.First(parameter => parameter.EquationName == "W_f" && parameter.IsReverse).Layout;
        for (int token = 0; token < 5; token++)
        {
            for (int unit = 0; unit < 6; unit++)
            {
                double sum = 0;
                for (int k = 0; k < 3; k++)
                {
                    sum += model.Parameters[vectors.IndexOf(token, k)] * (double)model.Parameters[weights.IndexOf(k, unit)];
                }

                Assert.Equal((float)sum, folded.Parameters[product.IndexOf(token, unit)]);
            }
        }
    }

    [Fact]
    public void Shapes_that_differ_otherwise_are_refused()
    {
        using var model = new Model<Vectors>(1);
        Assert.Contains("declared alike, but for Embedding", Assert.Throws<ArgumentException>(() => model.FoldEmbedding<Counter>()).Message, StringComparison.Ordinal);
        using var rows = new Model<Rows>(1);
        Assert.Throws<ArgumentException>(() => rows.FoldEmbedding<Rows>());
    }

    [SequenceModel(Cell.Lstm, Vocabulary = 5, Embedding = 3, Hidden = 6, Direction = Direction.Both)]
    internal readonly partial struct Vectors;

    [SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 6, Direction = Direction.Both)]
    internal readonly partial struct Rows;
}
