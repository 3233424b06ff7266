using EdgeSeq.Shapes;
using EdgeSeq.Text;

namespace EdgeSeq.Data;

/// <summary>
/// How often each output of a model is true in some data: classes of a softmax, or sigmoids that are on. What a model that knows nothing else should
/// say; <see cref="Model{TShape}.SetOutputBias"/> makes it say so.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class OutputCounts
{
    private const long DefaultSteps = 1 << 24;
    private const int TokensAtATime = 4096;

    private readonly double[] _counts, _targets;

    /// <summary>Counts of one's own.</summary>
    /// <param name="counts">[O] how often each output was true; at least 0, and of classes one is above.</param>
    /// <param name="targets">Targets that were counted, of classes the sum of <paramref name="counts"/>; at least as many as any count, and above 0.</param>
    /// <exception cref="ArgumentException">A count is negative or not finite, or there are more of them than targets.</exception>
    public OutputCounts(ReadOnlySpan<double> counts, double targets)
        : this(counts.ToArray(), [.. Enumerable.Repeat(targets, counts.Length)])
    {
        Require.That(targets > 0 && double.IsFinite(targets), targets, "there is at least one target, and a finite number of them");
        for (int i = 0; i < counts.Length; i++)
        {
            if (!(counts[i] >= 0 && counts[i] <= targets))
            {
                throw new ArgumentException($"counts[{i}] is {counts[i]}; of {targets} targets 0 to {targets} can be true.", nameof(counts));
            }
        }
    }

    private OutputCounts(double[] counts, double[] targets) => (_counts, _targets) = (counts, targets);

    /// <summary>[O] how often each output was true.</summary>
    public ReadOnlySpan<double> Counts => _counts;

    /// <summary>[O] targets that said whether it is.</summary>
    public ReadOnlySpan<double> Targets => _targets;

    /// <summary>Counts the targets of one pass, or of its first batches; the data then stand where they stood.</summary>
    /// <param name="data">The data.</param>
    /// <param name="shape">Of the model that learns them; its head is a softmax or sigmoids.</param>
    /// <param name="mostSteps">Steps after which counting ends, so that a long text is not read for this alone; at least 1.</param>
    /// <exception cref="ArgumentException">The shape has other outputs, a class is out of range, or no target counts.</exception>
    public static OutputCounts Of(ISequenceBatches data, ModelShape shape, long mostSteps = DefaultSteps)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Head is not (Head.Softmax or Head.Sigmoid))
        {
            throw new ArgumentException($"{shape.Name} has the head {shape.Head}; classes of a softmax or sigmoids can be counted.", nameof(shape));
        }

        Require.That(mostSteps >= 1, mostSteps, "at least one step is counted");
        return Find(data, shape, mostSteps) ?? throw new ArgumentException("No target counts, so there is nothing to count.", nameof(data));
    }

    /// <summary>As <see cref="Of(ISequenceBatches, ModelShape, long)"/>, of a shape with a softmax or sigmoids; null where no target counts.</summary>
    internal static OutputCounts? Find(ISequenceBatches data, ModelShape shape, long mostSteps = DefaultSteps)
    {
        var counts = new OutputCounts(new double[shape.Outputs], new double[shape.Outputs]);
        var batch = new SequenceBatch(shape, data.Batch, data.Window);
        DataPosition position = data.Position;
        data.Position = default;
        long batches = Math.Min(data.Count, 1 + ((mostSteps - 1) / ((long)data.Batch * data.Window)));
        for (long i = 0; i < batches; i++)
        {
            data.Next(batch);
            for (int row = 0; row < data.Batch; row++)
            {
                int outputs = shape.OutputRows(1, data.Window), first = row * outputs, steps = Math.Min(outputs, batch.Lengths.Span[row]);
                counts.AddClasses(shape.Head == Head.Softmax ? batch.Classes.Span.Slice(first, steps) : default, "target", first);
                counts.AddValues(shape.Head == Head.Sigmoid ? batch.Values.Span.Slice(first * shape.Outputs, steps * shape.Outputs) : default);
            }
        }

        data.Position = position;
        return counts.Finished();
    }

    /// <summary>Counts the tokens of a text, which are the targets of a language model.</summary>
    /// <param name="text">The text; read once.</param>
    /// <param name="classes">O of the model, at least 1.</param>
    /// <exception cref="ArgumentException">A token is out of range, or there is none.</exception>
    public static OutputCounts Of(TokenSequence text, int classes)
    {
        ArgumentNullException.ThrowIfNull(text);
        Require.That(classes >= 1, classes, "there is at least 1 class");
        var counts = new OutputCounts(new double[classes], new double[classes]);
        int[] tokens = new int[TokensAtATime];
        for (long first = 0; first < text.Count; first += tokens.Length)
        {
            Span<int> some = tokens.AsSpan(0, (int)Math.Min(tokens.Length, text.Count - first));
            text.Read(first, some);
            counts.AddClasses(some, nameof(text), first);
        }

        return counts.Finished() ?? throw new ArgumentException("The text has no token, so there is nothing to count.", nameof(text));
    }

    private void AddClasses(ReadOnlySpan<int> classes, string name, long first)
    {
        for (int i = 0; i < classes.Length; i++)
        {
            int found = classes[i];
            if (found >= _counts.Length || found < -1)
            {
                throw new ArgumentException($"{name}[{first + i}] is {found}; classes are 0 to {_counts.Length - 1}, or -1 for none.", name);
            }

            if (found >= 0)
            {
                _counts[found]++;
            }
        }
    }

    private void AddValues(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]))
            {
                _counts[i % _counts.Length] += values[i];
                _targets[i % _counts.Length]++;
            }
        }
    }

    /// <summary>The counts; null if there are none.</summary>
    private OutputCounts? Finished()
    {
        if (_targets.Sum() == 0)
        {
            Array.Fill(_targets, _counts.Sum());   // of classes: each target says of every class whether it is true
        }

        return _targets.Sum() > 0 ? this : null;
    }
}
