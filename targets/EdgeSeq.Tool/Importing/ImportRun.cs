using EdgeSeq.Shapes;
using EdgeSeq.Targets.Tool.Verify;

namespace EdgeSeq.Targets.Tool.Importing;

/// <summary>An imported model in its shape.</summary>
/// <typeparam name="TShape">The shape that was compiled for it.</typeparam>
internal sealed class ImportRun<TShape> : IImportRun
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;

    /// <summary>Loads the weights.</summary>
    /// <param name="file">A safetensors file in memory.</param>
    public ImportRun(byte[] file) => _model = Model<TShape>.Load(file, new ModelFileOptions { AssumeCell = true });

    /// <inheritdoc/>
    public void Save(string path) => _model.Save(path);

    /// <inheritdoc/>
    public Comparison Check(NumberFile input, NumberFile expected)
    {
        ModelShape shape = TShape.Shape;
        int width = Math.Max(shape.Inputs, 1), steps = input.Values.Length / width / input.Sequences;
        if (steps == 0 || steps * width * input.Sequences != input.Values.Length)
        {
            throw new ModelFormatException($"There are {input.Values.Length} numbers of input; the model reads {(shape.Vocabulary > 0 ? "tokens" : $"{width} numbers a step")}.");
        }

        using var runner = new SequenceRunner<TShape>(_model, input.Sequences, steps);
        float[] found = new float[runner.OutputLength];
        if (expected.Values.Length != found.Length)
        {
            throw new ModelFormatException($"There are {expected.Values.Length} expected numbers; the model gives {found.Length} in {steps} steps.");
        }

        runner.Run(shape.Vocabulary > 0 ? Tokens(input, shape.Vocabulary) : Array.ConvertAll(input.Values, value => (float)value), found);
        return Comparison.Of($"{input.Sequences} x {steps}", "outputs", Array.ConvertAll(expected.Values, value => (float)value), found, least: float.Epsilon);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _model.Dispose();

    private static int[] Tokens(NumberFile input, int vocabulary) => Array.ConvertAll(input.Values, value => value >= 0 && value < vocabulary && value == Math.Floor(value) ? (int)value
        : throw new ModelFormatException($"{value} is no token of {vocabulary}."));
}

/// <summary><see cref="ImportRun{TShape}"/> of a shape that is not known by name.</summary>
internal interface IImportRun : IDisposable
{
    /// <summary>Writes the model.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    void Save(string path);

    /// <summary>Runs the model and compares what comes out.</summary>
    /// <exception cref="ModelFormatException">There are as many numbers as suit no run.</exception>
    Comparison Check(NumberFile input, NumberFile expected);
}
