using EdgeSeq.Shapes;

namespace EdgeSeq.Forms.Tests.Halves;

/// <summary>A model of bfloat16 and the same in floats, whose weights are those numbers.</summary>
internal sealed class Twins<TFloat, THalf> : IDisposable
    where TFloat : struct, ITrainableModel
    where THalf : struct, ISequenceModel
{
    public Twins(ulong seed)
    {
        using var wide = new Model<TFloat>(seed);
        var random = new RandomGenerator(seed);
        foreach (ParameterInfo parameter in TFloat.Shape.Parameters)
        {
            float[,] numbers = new float[parameter.Rows, parameter.Columns];
            Fill(numbers, () => random.NextSingle() - 0.5f);   // biases too: all numbers have more bits than are kept
            wide.SetParameter(parameter.Name, numbers);
        }

        Halves = wide.Quantize<THalf>();
        Floats = new Model<TFloat>();
        foreach (ParameterInfo parameter in THalf.Shape.Parameters)
        {
            float[,] numbers = new float[parameter.Rows, parameter.Columns];
            Halves.CopyParameterTo(parameter.Name, numbers);
            Floats.SetParameter(parameter.Name, numbers);
        }
    }

    public Model<TFloat> Floats { get; }

    public Model<THalf> Halves { get; }

    public void Dispose()
    {
        Floats.Dispose();
        Halves.Dispose();
    }

    private static void Fill(float[,] numbers, Func<float> next)
    {
        for (int i = 0; i < numbers.GetLength(0); i++)
        {
            for (int j = 0; j < numbers.GetLength(1); j++)
            {
                numbers[i, j] = next();
            }
        }
    }
}
