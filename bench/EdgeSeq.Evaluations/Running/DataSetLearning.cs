using EdgeSeq.Evaluations.Data;
using EdgeSeq.Losses;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Running;

/// <summary>Training on data sets of whole sequences, epoch by epoch.</summary>
internal static class DataSetLearning
{
    /// <summary>Learns the examples in a new order every epoch. Rows that are left over at the end of one are empty.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Batch and window of a step; the window holds the longest example.</param>
    /// <param name="examples">At least one.</param>
    /// <param name="epochs">How often each is seen.</param>
    /// <param name="random">The order.</param>
    /// <param name="change">Changes a batch before it is learned, such as dropping words; null for nothing.</param>
    /// <param name="endOfEpoch">Gets the epoch, from 1 on; true ends the training.</param>
    public static void Train<TShape>(
        Model<TShape> model, TrainerOptions options, Example[] examples, int epochs, RandomGenerator random,
        Action<SequenceBatch>? change = null, Func<int, bool>? endOfEpoch = null)
        where TShape : struct, ITrainableModel
    {
        using var trainer = new Trainer<TShape>(model, options);
        var batch = new SequenceBatch(TShape.Shape, options.Batch, options.Window, hasClasses: options.Loss is ClassLoss or CrfLoss);
        Example[] order = [.. examples];
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            random.Shuffle(order.AsSpan());
            for (int first = 0; first < order.Length; first += options.Batch)
            {
                Fill(batch, order, first);
                change?.Invoke(batch);
                trainer.ResetState();
                trainer.Step(batch.Input, batch.Target);
            }

            if (endOfEpoch?.Invoke(epoch) == true)
            {
                return;
            }
        }
    }

    /// <summary>
    /// As <see cref="Train"/>, but the epoch that does best on held-out examples wins, and <paramref name="patience"/> epochs without a
    /// better one end the training.
    /// </summary>
    /// <returns>The best score.</returns>
    public static double TrainUntilBest<TShape>(
        Model<TShape> model, TrainerOptions options, Example[] examples, int epochs, int patience, RandomGenerator random,
        Func<double> score, Action<SequenceBatch>? change = null)
        where TShape : struct, ITrainableModel
    {
        float[] bestWeights = model.Parameters.ToArray();
        (double best, int bestEpoch) = (double.NegativeInfinity, 0);
        Train(model, options, examples, epochs, random, change, epoch =>
        {
            double now = score();
            EvaluationContext.Note($"{TShape.Shape.Name}: epoch {epoch}, held out {now:F4}");
            if (now > best)
            {
                (best, bestEpoch) = (now, epoch);
                model.Parameters.CopyTo(bestWeights);
            }

            return epoch - bestEpoch >= patience;
        });
        bestWeights.CopyTo(model.Parameters);
        return best;
    }

    /// <summary>The mean loss of a target.</summary>
    public static double Loss<TShape>(Model<TShape> model, int rows, int window, Example[] examples)
        where TShape : struct, ITrainableModel
    {
        using var evaluator = new Evaluator<TShape>(model, rows, window);
        var batch = new SequenceBatch(TShape.Shape, rows, window);
        (double sum, long count) = (0, 0);
        for (int first = 0; first < examples.Length; first += rows)
        {
            Fill(batch, examples, first);
            evaluator.Reset();
            evaluator.Add(batch.Input, batch.Target);
            (sum, count) = (sum + evaluator.Sum, count + evaluator.Count);
        }

        return sum / count;
    }

    /// <summary>The share of classes that got the largest logit.</summary>
    public static double Accuracy<TShape>(Model<TShape> model, int rows, int window, Example[] examples)
        where TShape : struct, ISequenceModel
    {
        (int right, int counted) = (0, 0);
        Run(model, rows, window, examples, (batch, logits) =>
        {
            (int r, int c) = SequenceLearning.CountRight(batch.Classes, logits, TShape.Shape.Outputs);
            (right, counted) = (right + r, counted + c);
        });
        return (double)right / counted;
    }

    /// <summary>Runs examples in their order and hands out the logits of each batch, whose targets are classes.</summary>
    public static void Run<TShape>(Model<TShape> model, int rows, int window, Example[] examples, Action<SequenceBatch, float[]> use)
        where TShape : struct, ISequenceModel
    {
        using var runner = new SequenceRunner<TShape>(model, rows, window);
        var batch = new SequenceBatch(TShape.Shape, rows, window, hasClasses: true);
        float[] logits = new float[runner.OutputLength];
        for (int first = 0; first < examples.Length; first += rows)
        {
            Fill(batch, examples, first);
            runner.Logits(batch.Input, logits);
            use(batch, logits);
        }
    }

    /// <summary>Fills a batch with the examples from <paramref name="first"/> on; rows without one have one step and no target.</summary>
    public static void Fill(SequenceBatch batch, Example[] examples, int first)
    {
        batch.Classes.AsSpan().Fill(-1);
        for (int row = 0; row < batch.Rows; row++)
        {
            if (first + row < examples.Length)
            {
                examples[first + row].CopyTo(batch, row);
            }
            else
            {
                batch.Lengths[row] = 1;
            }
        }
    }
}
