using System.Reflection;
using Xunit;
using static EdgeSeq.Forms.Tests.Bytes.ByteShapes;

namespace EdgeSeq.Forms.Tests.Bytes;

/// <summary>Rows that share one reading of the weights have the bits of each alone, on every dialect.</summary>
public sealed class ManyRowsTests
{
    private const int Window = 3, MostRows = 33;

    [Fact]
    public void RowsTogetherHaveTheBitsOfEachAlone()
    {
        Check<Elman, ElmanBytes>();
        Check<Gru, GruBytes>();
        Check<Relu, ReluBytes>();
        Check<Before, BeforeBytes>();
        Check<Both, BothBytes>();
        Check<Elman, ElmanDigits>();
        Check<Gru, GruDigits>();
        Check<Relu, ReluDigits>();
        Check<Before, BeforeDigits>();
        Check<Both, BothDigits>();

        static void Check<TFloat, TBytes>()
            where TFloat : struct, ITrainableModel
            where TBytes : struct, ISequenceModel
        {
            using var wide = new Model<TFloat>(6, Initialization.Default with { Head = WeightInitializer.Normal });
            using Model<TBytes> model = wide.Quantize<TBytes>();
            float[] parameters = model.Parameters.ToArray();
            foreach (Type dialect in typeof(TBytes).GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public)
                .Where(type => type.IsAssignableTo(typeof(ISequenceModel)) && (bool)type.GetProperty("IsSupported")!.GetValue(null)!).Prepend(typeof(TBytes)))
            {
                typeof(ManyRowsTests).GetMethod(nameof(CheckRows), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(dialect)
                    .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [parameters], null);
            }
        }
    }

    /// <summary>Rows of different lengths, one of whose states is no number: it is no other row's affair.</summary>
    private static void CheckRows<TShape>(float[] parameters)
        where TShape : struct, ISequenceModel
    {
        float[] states = new float[MostRows * TShape.StateSize], vectors = new float[MostRows * Window * TShape.Shape.Inputs];
        int[] tokens = new int[TShape.Shape.Vocabulary > 0 ? MostRows * Window : 0], lengths = new int[MostRows];
        var random = new Random(7);
        Fill(states, random);
        Fill(vectors, random);
        for (int row = 0; row < MostRows; row++)
        {
            lengths[row] = row % 5 == 4 ? Window - 1 : Window;
            for (int t = 0; t < (tokens.Length > 0 ? Window : 0); t++)
            {
                tokens[(row * Window) + t] = random.Next(TShape.Shape.Vocabulary);
            }
        }

        (states[2 * TShape.StateSize], states[(3 * TShape.StateSize) + 1], states[4 * TShape.StateSize]) = (float.NaN, 1.5f, float.NegativeInfinity);
        (float[] States, float[] Outputs)[] alone = [.. Enumerable.Range(0, MostRows).Select(row => Run<TShape>(parameters, states, tokens, vectors, lengths, row, 1))];
        for (int rows = 1; rows <= MostRows; rows++)
        {
            (float[] found, float[] outputs) = Run<TShape>(parameters, states, tokens, vectors, lengths, 0, rows);
            Bits.AssertEqual([.. alone.Take(rows).SelectMany(row => row.States)], found);
            Bits.AssertEqual([.. alone.Take(rows).SelectMany(row => row.Outputs)], outputs);
        }
    }

    private static (float[] States, float[] Outputs) Run<TShape>(float[] parameters, float[] states, int[] tokens, float[] vectors, int[] lengths, int first, int rows)
        where TShape : struct, ISequenceModel
    {
        int inputs = TShape.Shape.Inputs, hidden = TShape.Shape.HiddenSizes[0];
        float[] own = states.AsSpan(first * TShape.StateSize, rows * TShape.StateSize).ToArray();
        float[] workspace = new float[TShape.WorkspaceSize(rows, Window)], outputs = new float[rows * Window * TShape.Shape.Outputs];
        var input = new SequenceInput
        {
            Tokens = tokens.Length > 0 ? tokens.AsSpan(first * Window, rows * Window) : default,
            Vectors = vectors.AsSpan(first * Window * inputs, rows * Window * inputs),
            Lengths = lengths.AsSpan(first, rows),
        };
        TShape.Forward(parameters, input, own, workspace, rows, Window);
        TShape.Outputs(parameters, input, outputs, workspace, rows, Window);
        return ([.. Enumerable.Range(0, rows).SelectMany(row => own.AsSpan(row * TShape.StateSize, hidden).ToArray())], outputs);
    }

    private static void Fill(float[] numbers, Random random)
    {
        foreach (ref float number in numbers.AsSpan())
        {
            number = (float)((2 * random.NextDouble()) - 1);
        }
    }
}
