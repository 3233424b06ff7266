using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Running;

/// <summary>Training on batches of whole sequences that are made up as they are needed.</summary>
internal static class SequenceLearning
{
    /// <summary>Fills and learns batch after batch, each from the start of its sequences.</summary>
    public static void Train<TShape>(Model<TShape> model, TrainerOptions options, int steps, Action<SequenceBatch> fill)
        where TShape : struct, ITrainableModel
    {
        using var trainer = new Trainer<TShape>(model, options);
        var batch = new SequenceBatch(TShape.Shape, options.Batch, options.Window);
        for (int step = 0; step < steps; step++)
        {
            fill(batch);
            trainer.ResetState();
            trainer.Step(batch.Input, batch.Target);
        }
    }

    /// <summary>The mean loss of new batches.</summary>
    public static double Loss<TShape>(Model<TShape> model, int rows, int window, int batches, Action<SequenceBatch> fill)
        where TShape : struct, ITrainableModel
    {
        using var evaluator = new Evaluator<TShape>(model, rows, window);
        var batch = new SequenceBatch(TShape.Shape, rows, window);
        (double sum, long count) = (0, 0);
        for (int i = 0; i < batches; i++)
        {
            fill(batch);
            evaluator.Reset();
            evaluator.Add(batch.Input, batch.Target);
            (sum, count) = (sum + evaluator.Sum, count + evaluator.Count);
        }

        return sum / count;
    }

    /// <summary>The share of counted targets that got the largest logit, over new batches.</summary>
    public static double Accuracy<TShape>(Model<TShape> model, int rows, int window, int batches, Action<SequenceBatch> fill)
        where TShape : struct, ITrainableModel
    {
        using var runner = new SequenceRunner<TShape>(model, rows, window);
        var batch = new SequenceBatch(TShape.Shape, rows, window);
        float[] logits = new float[runner.OutputLength];
        (int right, int counted) = (0, 0);
        for (int i = 0; i < batches; i++)
        {
            fill(batch);
            runner.Logits(batch.Input, logits);
            (int r, int c) = CountRight(batch.Classes, logits, TShape.Shape.Outputs);
            (right, counted) = (right + r, counted + c);
        }

        return (double)right / counted;
    }

    /// <summary>Of the targets that count, those whose class has the largest logit.</summary>
    public static (int Right, int Counted) CountRight(ReadOnlySpan<int> classes, ReadOnlySpan<float> logits, int outputs)
    {
        (int right, int counted) = (0, 0);
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] >= 0)
            {
                counted++;
                right += Largest(logits.Slice(i * outputs, outputs)) == classes[i] ? 1 : 0;
            }
        }

        return (right, counted);
    }

    /// <summary>The place of the largest number, the first if there are several.</summary>
    public static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
