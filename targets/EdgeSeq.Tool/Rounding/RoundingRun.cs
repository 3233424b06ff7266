using EdgeSeq.Shapes;
using EdgeSeq.Targets.Tool.Importing;
using EdgeSeq.Training;

namespace EdgeSeq.Targets.Tool.Rounding;

/// <summary>A model before or after its weights are rounded.</summary>
/// <typeparam name="TShape">The shape that was compiled for it.</typeparam>
internal sealed class RoundingRun<TShape> : IRoundingRun
    where TShape : struct, ISequenceModel
{
    private const int Window = 256;

    private Model<TShape>? _model;

    /// <inheritdoc/>
    public bool ReadsTokens => TShape.Shape.Vocabulary > 0;

    private Model<TShape> Model => _model ?? throw new InvalidOperationException("Nothing was loaded.");

    /// <inheritdoc/>
    public void Load(Stream file, bool roundPairs) => _model = Model<TShape>.Load(file, new ModelFileOptions { AssumeCell = true, RoundPairs = roundPairs });

    /// <inheritdoc/>
    public void Save(string path) => Model.Save(path);

    /// <inheritdoc/>
    public double LossOf(ReadOnlySpan<int> tokens)
    {
        ModelShape shape = TShape.Shape;
        if (shape is not { Head: Head.Softmax, Readout: Readout.Every, Direction: Direction.Forward } || shape.Outputs != shape.Vocabulary)
        {
            throw new NotSupportedException("The model does not say which token comes next, so a text has no loss.");
        }

        if (tokens.Length < 2)
        {
            throw new ModelFormatException("The text has fewer than two tokens: nothing comes next.");
        }

        using var evaluator = new Evaluator<TShape>(Model, 1, Window);
        int[] inputs = new int[Window], targets = new int[Window];
        for (int start = 0; start < tokens.Length - 1; start += Window)
        {
            int count = Math.Min(Window, tokens.Length - 1 - start);
            targets.AsSpan().Fill(-1);   // behind the end of the text nothing counts
            tokens.Slice(start, count).CopyTo(inputs);
            tokens.Slice(start + 1, count).CopyTo(targets);
            evaluator.Add(inputs, targets);
        }

        return evaluator.Loss;
    }

    /// <inheritdoc/>
    public float[] Outputs(NumberFile input, bool activation)
    {
        int width = Math.Max(1, TShape.Shape.Inputs), steps = input.Values.Length / width / input.Sequences;
        if (steps == 0 || steps * width * input.Sequences != input.Values.Length)
        {
            throw new ModelFormatException($"There are {input.Values.Length} numbers of input; the model reads {width} numbers a step.");
        }

        using var runner = new SequenceRunner<TShape>(Model, input.Sequences, steps);
        float[] outputs = new float[runner.OutputLength];
        SequenceInput read = ReadsTokens ? Array.ConvertAll(input.Values, Token) : Array.ConvertAll(input.Values, value => (float)value);
        if (activation)
        {
            runner.Run(read, outputs);
        }
        else
        {
            runner.Logits(read, outputs);
        }

        return outputs.Length > 0 ? outputs : throw new NotSupportedException("The model has no output layer, so there are no outputs to compare.");
    }

    private static int Token(double value) => value >= 0 && value < TShape.Shape.Vocabulary && value == Math.Floor(value) ? (int)value
        : throw new ModelFormatException($"{value} is no token; they are whole numbers from 0 to {TShape.Shape.Vocabulary - 1}.");

    /// <summary>Frees the model.</summary>
    public void Dispose() => _model?.Dispose();
}

/// <summary><see cref="RoundingRun{TShape}"/> of a shape that is not known by name.</summary>
internal interface IRoundingRun : IDisposable
{
    /// <summary>Whether tokens come in.</summary>
    bool ReadsTokens { get; }

    /// <summary>Reads the model.</summary>
    /// <exception cref="ModelFormatException">Weights of 8 bits break the rule of pairs, and are not to be rounded again.</exception>
    void Load(Stream file, bool roundPairs);

    /// <summary>Writes the model.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    void Save(string path);

    /// <summary>Mean loss of the next token over a text, in nats.</summary>
    /// <exception cref="NotSupportedException">The model says something else.</exception>
    double LossOf(ReadOnlySpan<int> tokens);

    /// <summary>All outputs over sequences of vectors or tokens.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="activation">Whether behind softmax or sigmoid.</param>
    /// <exception cref="ModelFormatException">There are as many numbers as suit no run, or some are no tokens.</exception>
    /// <exception cref="NotSupportedException">It has no outputs.</exception>
    float[] Outputs(NumberFile input, bool activation);
}
