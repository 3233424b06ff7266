using System.Globalization;
using EdgeSeq.Data;
using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq.Metrics;

/// <summary>How good a model is on data that it did not learn from; as text it is tables.</summary>
/// <remarks>Thread-safe to read.</remarks>
public sealed class EvaluationReport
{
    private readonly IReadOnlyList<string>? _labels, _units;

    internal EvaluationReport(double loss, long count, ClassMetrics? classes, FlagMetrics? flags, NumberMetrics? numbers, IReadOnlyList<string>? labels, IReadOnlyList<string>? units)
    {
        (Loss, Count, Classes, Flags, Numbers) = (loss, count, classes, flags, numbers);
        (_labels, _units) = (labels, units);
    }

    /// <summary>Mean loss of the counted targets: cross-entropy in nats, or the squared error of normalised numbers.</summary>
    public double Loss { get; }

    /// <summary>Targets that counted.</summary>
    public long Count { get; }

    /// <summary>
    /// Of <see cref="Head.Sigmoid"/> the negative log-likelihood of a step, all its outputs together, in nats: what is published for polyphonic music. NaN for other heads.
    /// </summary>
    public double StepLoss => Flags is { } flags ? Loss * Count / flags.Steps : double.NaN;

    /// <summary>Of <see cref="Head.Softmax"/>; else null.</summary>
    public ClassMetrics? Classes { get; }

    /// <summary>Of <see cref="Head.Sigmoid"/>; else null.</summary>
    public FlagMetrics? Flags { get; }

    /// <summary>Of <see cref="Head.Linear"/>, in the units of the data; else null.</summary>
    public NumberMetrics? Numbers { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"loss {Loss:G4} over {Count} targets{(Flags is null ? "" : $", {StepLoss:G4} a step; {TextTable.Percent(Flags.StepAccuracy)} of steps right")}\n{Classes?.ToTable(_labels) ?? Flags?.ToTable(_labels) ?? Numbers?.ToTable(_labels, _units)}");
}

/// <summary>Measuring in one call.</summary>
public static class EvaluationExtensions
{
    /// <summary>Runs one pass of data and measures loss and outputs.</summary>
    /// <typeparam name="TShape">The declared shape; one with an output layer.</typeparam>
    /// <param name="model">The model; its <see cref="Model{TShape}.Labels"/>, <see cref="Model{TShape}.OutputUnits"/> and <see cref="Model{TShape}.Thresholds"/> name and judge outputs.</param>
    /// <param name="data">The data; the position is set to the first batch.</param>
    /// <exception cref="ArgumentException">The shape has no output layer, or the data are of other sizes or another kind.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static EvaluationReport Evaluate<TShape>(this Model<TShape> model, ISequenceBatches data)
        where TShape : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ModelShape shape = TShape.Shape;
        if (shape.Head == Head.None)
        {
            throw new ArgumentException($"{shape.Name} has no output layer (Head.None), so there is nothing to measure.", nameof(model));
        }

        ClassMetrics? classes = shape.Head == Head.Softmax ? new(shape.Outputs) : null;
        FlagMetrics? flags = shape.Head == Head.Sigmoid ? new(shape.Outputs, model.Thresholds) : null;
        NumberMetrics? numbers = shape.Head == Head.Linear ? new(shape.Outputs) : null;
        var batch = new SequenceBatch(shape, data.Batch, data.Window);
        using var evaluator = new Evaluator<TShape>(model, data.Batch, data.Window);
        float[] outputs = new float[shape.OutputRows(data.Batch, data.Window) * shape.Outputs];
        data.Position = default;
        for (long i = 0; i < data.Count; i++)
        {
            if (data.Next(batch))
            {
                evaluator.ResetState();
            }

            evaluator.ResetState(data.Restarts);
            evaluator.Add(batch.Input, batch.Target, outputs);
            HideUncounted(shape, batch);
            classes?.Add(outputs, batch.Classes.Span);
            flags?.Add(outputs, batch.Values.Span);
            numbers?.Add(outputs, batch.Values.Span);
        }

        return new(evaluator.Loss, evaluator.Count, classes, flags, numbers, model.Labels, model.OutputUnits);
    }

    /// <summary>What lies behind a row's last step is not looked at, whatever stands there.</summary>
    private static void HideUncounted(ModelShape shape, SequenceBatch batch)
    {
        int perRow = shape.OutputRows(1, batch.Window);
        for (int row = 0; row < batch.Rows; row++)
        {
            int counted = Math.Min(perRow, batch.Lengths.Span[row]);
            if (batch.Classes.Length > 0)
            {
                batch.Classes.Span[((row * perRow) + counted)..((row + 1) * perRow)].Fill(-1);
            }
            else
            {
                batch.Values.Span[(((row * perRow) + counted) * shape.Outputs)..((row + 1) * perRow * shape.Outputs)].Fill(float.NaN);
            }
        }
    }
}
