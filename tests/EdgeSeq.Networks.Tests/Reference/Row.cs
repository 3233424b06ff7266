using EdgeSeq.Shapes;

namespace EdgeSeq.Networks.Tests.Reference;

/// <summary>One sequence and its targets.</summary>
/// <param name="Steps">How many steps it has.</param>
/// <param name="Tokens">Of every step; empty for vectors.</param>
/// <param name="Vectors">Of every step; empty for tokens.</param>
/// <param name="Classes">Targets of a softmax; else empty.</param>
/// <param name="Values">Other targets; else empty.</param>
internal sealed record Row(int Steps, int[] Tokens, float[] Vectors, int[] Classes, float[] Values)
{
    /// <summary>What each attention reads from: row by row key and value, as <see cref="MemoryInfo.Write"/> takes them.</summary>
    public float[][] Memories { get; init; } = [];

    /// <summary>Anything that suits a shape.</summary>
    public static Row Random(ModelShape shape, int steps, Random random)
    {
        int outputs = shape.Readout == Readout.Last ? 1 : steps;
        bool hasClasses = shape.Head == Head.Softmax;
        float[] values = new float[hasClasses ? 0 : outputs * shape.Outputs];
        for (int output = 0; output < outputs && !hasClasses; output++)
        {
            foreach (OutputInfo part in shape.OutputParts)
            {
                Span<float> numbers = values.AsSpan((output * shape.Outputs) + part.Offset, part.Size);
                bool isAbsent = random.Next(5) == 0;
                int truth = random.Next(part.Size);
                for (int i = 0; i < part.Size; i++)
                {
                    numbers[i] = isAbsent ? float.NaN : part.Head == Head.Softmax ? (i == truth ? 1 : 0) : random.NextSingle();
                }
            }
        }

        return new(
            steps,
            shape.Vocabulary > 0 ? [.. Enumerable.Range(0, steps).Select(_ => random.Next(shape.Vocabulary))] : [],
            [.. Enumerable.Range(0, shape.Vocabulary > 0 ? 0 : steps * shape.Inputs).Select(i => VocabularyAt(i % shape.Inputs) is var tokens and > 0 ? random.Next(-1, tokens) : (2 * random.NextSingle()) - 1)],
            [.. Enumerable.Range(0, hasClasses ? outputs : 0).Select(i => i % 4 == 1 ? -1 : random.Next(shape.Outputs))],
            values)
        {
            Memories = [.. shape.Memories.Select(memory => Enumerable.Range(0, random.Next(memory.Steps + 1) * memory.RowSize).Select(_ => (2 * random.NextSingle()) - 1).ToArray())],
        };

        // 0 for numbers that are no tokens.
        int VocabularyAt(int column) => shape.TokenNumbers.Where(tokens => column >= tokens.First && column < tokens.First + tokens.Count).Select(tokens => tokens.Vocabulary).FirstOrDefault();
    }
}
