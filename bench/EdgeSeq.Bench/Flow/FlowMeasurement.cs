using EdgeSeq.Diagnostics;
using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq.Bench.Flow;

/// <summary>One cell on the task: norms before and after training, and how often it recalls the symbol then.</summary>
internal sealed class FlowMeasurement<TShape> : IDisposable
    where TShape : struct, IStreamingModel, ITrainableModel
{
    private const int Sequences = 4;
    private readonly Model<TShape> _model;
    private readonly GradientFlow<TShape> _flow;

    public FlowMeasurement(Initialization? initialization = null, float recurrentFactor = 1)
    {
        _model = new Model<TShape>(seed: 1, initialization);
        foreach (ParameterInfo parameter in TShape.Shape.Parameters.Where(p => p.Kind == ParameterKind.Recurrent))
        {
            for (int i = 0; i < parameter.Rows * parameter.Columns; i++)
            {
                _model.Parameters[parameter.Layout.IndexOf(i / parameter.Columns, i % parameter.Columns)] *= recurrentFactor;
            }
        }

        _flow = new GradientFlow<TShape>(_model, RecallTask.Window);
    }

    /// <summary>Mean norms over <see cref="Sequences"/> batches of fresh sequences.</summary>
    /// <param name="state">Name of the state, h or c.</param>
    public double[] Norms(string state)
    {
        int place = TShape.Shape.States.IndexOf(TShape.Shape.States.Single(info => info.Name == state));
        var task = new RecallTask(seed: 99);
        _flow.Reset();
        for (int batch = 0; batch < Sequences; batch++)
        {
            task.Next();
            for (int row = 0; row < RecallTask.Batch; row++)
            {
                _flow.Add(task.Tokens.AsSpan(row * RecallTask.Window, RecallTask.Window), task.Classes.AsSpan(row, 1));
            }
        }

        return [.. Enumerable.Range(1, RecallTask.Window).Select(distance => _flow.Norm(place, distance))];
    }

    /// <summary>Trains on fresh batches.</summary>
    /// <returns>The share of symbols recalled in the last tenth of them.</returns>
    public double Train(int steps)
    {
        using var trainer = new Trainer<TShape>(_model, new TrainerOptions
        {
            Batch = RecallTask.Batch, Window = RecallTask.Window, Schedule = new CosineRate(Peak: 0.005f, Steps: steps) { WarmUpSteps = 20, Floor = 0.05f },
        });
        using var runner = new SequenceRunner<TShape>(_model, RecallTask.Batch, RecallTask.Window);
        float[] outputs = new float[runner.OutputLength];
        var task = new RecallTask(seed: 7);
        int right = 0, asked = 0;
        for (int step = 0; step < steps; step++)
        {
            task.Next();
            if (step >= steps - (steps / 10))
            {
                runner.Run(task.Tokens, outputs);
                for (int row = 0; row < RecallTask.Batch; row++, asked++)
                {
                    float[] output = outputs[(row * RecallTask.Symbols)..((row + 1) * RecallTask.Symbols)];
                    right += output[task.Classes[row]] == output.Max() ? 1 : 0;
                }
            }

            trainer.ResetState();
            trainer.Step(task.Tokens, task.Classes);
        }

        return (double)right / asked;
    }

    public void Dispose()
    {
        _flow.Dispose();
        _model.Dispose();
    }
}
