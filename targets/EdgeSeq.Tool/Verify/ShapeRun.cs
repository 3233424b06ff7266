using EdgeSeq.Onnx.Graph;
using EdgeSeq.Shapes;

namespace EdgeSeq.Targets.Tool.Verify;

/// <summary>Runs one model in EdgeSeq and in ONNX Runtime.</summary>
/// <typeparam name="TShape">Its shape.</typeparam>
internal sealed class ShapeRun<TShape> : IShapeRun
    where TShape : struct, ISequenceModel
{
    private const int Batch = 3, Window = 30;

    /// <inheritdoc/>
    public IReadOnlyList<Comparison> Compare(Stream file, GraphContent content, RuntimeModel runtime)
    {
        using Model<TShape> model = Model<TShape>.Load(file, new ModelFileOptions { AssumeCell = true });
        double tolerance = TShape.Shape.Weights != WeightType.Int8 ? Comparison.RoundingOrder : TShape.Shape.StateBits == 8 ? Comparison.States8 : Comparison.States15;
        int batch = runtime.FixedBatch > 0 ? runtime.FixedBatch : Batch, window = runtime.FixedWindow > 0 ? runtime.FixedWindow : Window;
        List<Comparison> comparisons = [];
        if (runtime.FixedBatch == 0 && runtime.FixedWindow == 0)
        {
            comparisons.AddRange(Compare(model, content, runtime, new(TShape.Shape, 1, 1), 0));
        }

        var sequences = new RandomSequences(TShape.Shape, batch, window);
        comparisons.AddRange(Compare(model, content, runtime, sequences, 0));
        if (runtime.FixedWindow == 0 && TShape.Shape.Direction == Direction.Forward && content.Ports.States.All(state => state is { First: not null, Last: not null }))
        {
            comparisons.AddRange(Compare(model, content, runtime, sequences, window / 3));
        }

        return [.. comparisons.Select(comparison => comparison with { Tolerance = tolerance })];
    }

    /// <summary>Outputs and last states of a batch, which ONNX Runtime runs in two parts if <paramref name="cut"/> is not 0.</summary>
    private static List<Comparison> Compare(Model<TShape> model, GraphContent content, RuntimeModel runtime, RandomSequences sequences, int cut)
    {
        RuntimeResults? first = cut > 0 ? runtime.Run(sequences, 0, cut) : null;
        RuntimeResults found = runtime.Run(sequences, cut, sequences.Window, first);
        string name = $"{sequences.Batch} x {sequences.Window}{(cut > 0 ? $", states handed over after {cut}" : "")}";
        float[] expected = Outputs(model, sequences, content.Activation is not null), output = found.Values[content.Ports.Output];
        List<Comparison> comparisons = [Comparison.Of(name, "outputs", From(expected, sequences, cut), content.Ports.IsOutputBatchFirst ? output : ByRow(output, sequences, cut))];

        float[] states = new float[sequences.Batch * TShape.StateSize], workspace = new float[TShape.WorkspaceSize(sequences.Batch, sequences.Window)];
        TShape.Forward(model.Parameters, Normalized(model, sequences.Input), states, workspace, sequences.Batch, sequences.Window);
        foreach (StatePorts state in content.Ports.States.Where(state => state.Last is not null && TShape.Shape.Direction == Direction.Forward))
        {
            StateInfo place = TShape.Shape.States.First(info => info.Name == state.Name && info.Layer == state.Layer);
            float[] last = [.. Enumerable.Range(0, sequences.Batch).SelectMany(row => states.AsSpan((row * TShape.StateSize) + place.Offset, place.Hidden).ToArray())];
            comparisons.Add(Comparison.Of(name, $"last {state.Name}, layer {state.Layer}", last, found.Of(state)));
        }

        return comparisons;
    }

    private static SequenceInput Normalized(Model<TShape> model, SequenceInput input)
    {
        if (model.Normalizer is not { InputMean.IsEmpty: false } normalizer)
        {
            return input;
        }

        float[] vectors = new float[input.Vectors.Length];
        normalizer.NormalizeInputs(input.Vectors, vectors);
        return input with { Vectors = vectors };
    }

    /// <summary>[batch x window x O], or [batch x O] with <see cref="Readout.Last"/>; without an output layer the states of the last layer.</summary>
    private static float[] Outputs(Model<TShape> model, RandomSequences sequences, bool activate)
    {
        using var runner = new SequenceRunner<TShape>(model, sequences.Batch, sequences.Window);
        float[] outputs = new float[runner.OutputLength];
        if (activate)
        {
            runner.Run(sequences.Input, outputs);
        }
        else
        {
            runner.Logits(sequences.Input, outputs);
        }

        return TShape.Shape.Head == Head.None ? [.. States(runner, sequences)] : outputs;
    }

    private static IEnumerable<float> States(SequenceRunner<TShape> runner, RandomSequences sequences)
    {
        int last = TShape.Shape.Layers - 1;
        for (int row = 0; row < sequences.Batch; row++)
        {
            for (int t = 0; t < sequences.Window; t++)
            {
                foreach (StateInfo state in TShape.Shape.States.Where(state => state.Name == "h" && state.Layer == last))
                {
                    int step = state.IsReverse ? sequences.Window - 1 - t : t;
                    foreach (float value in runner.Gate(TShape.Shape.FindGate("h'", last, state.IsReverse), row, step).ToArray())
                    {
                        yield return value;
                    }
                }
            }
        }
    }

    /// <summary>The outputs from a step on.</summary>
    private static float[] From(float[] outputs, RandomSequences sequences, int cut)
    {
        int size = outputs.Length / sequences.Batch / sequences.Window;
        return TShape.Shape.Readout == Readout.Last ? outputs
            : [.. Enumerable.Range(0, sequences.Batch).SelectMany(row => outputs.Skip(((row * sequences.Window) + cut) * size).Take((sequences.Window - cut) * size))];
    }

    /// <summary>Rows first, from time first.</summary>
    private static float[] ByRow(float[] outputs, RandomSequences sequences, int cut)
    {
        int steps = sequences.Window - cut, size = outputs.Length / sequences.Batch / steps;
        return TShape.Shape.Readout == Readout.Last ? outputs
            : [.. Enumerable.Range(0, sequences.Batch * steps).SelectMany(i => outputs.Skip(((i % steps * sequences.Batch) + (i / steps)) * size).Take(size))];
    }
}

/// <summary><see cref="ShapeRun{TShape}"/> of a shape that is not known by name.</summary>
internal interface IShapeRun
{
    /// <summary>Runs a model in both.</summary>
    /// <param name="file">The model, safetensors.</param>
    /// <param name="content">What the ONNX file says; it fits the shape.</param>
    /// <param name="runtime">The ONNX file.</param>
    /// <exception cref="IOException">The model cannot be read.</exception>
    /// <exception cref="NotSupportedException">ONNX Runtime does not run its file.</exception>
    IReadOnlyList<Comparison> Compare(Stream file, GraphContent content, RuntimeModel runtime);
}
