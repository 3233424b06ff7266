using EdgeSeq.Shapes;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Models whose every number differs, biases too.</summary>
internal static class Models
{
    public static Model<TShape> Create<TShape>(ulong seed = 1)
        where TShape : struct, ITrainableModel
    {
        var model = new Model<TShape>(seed);
        var random = new RandomGenerator(seed);
        foreach (ParameterInfo parameter in TShape.Shape.Parameters)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    model.Parameters[parameter.Layout.IndexOf(k, j)] = random.NextSingle() - 0.5f;
                }
            }
        }

        return model;
    }
}
