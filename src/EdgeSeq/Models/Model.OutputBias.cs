using EdgeSeq.Data;
using EdgeSeq.Models;
using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <content>What a model says before it knows anything.</content>
public sealed partial class Model<TShape>
{
    /// <summary>
    /// Sets the bias of the output layer so that the model begins with the frequencies of its outputs: ln of its share for each class of a softmax, log
    /// odds for each sigmoid (with half a count added on both sides). Call it before training. With 65 of 256 classes in use it was worth
    /// 0.2 nats a character (docs/results.md).
    /// </summary>
    /// <param name="counts">How often each output is true, of the training data.</param>
    /// <param name="unseen">
    /// What classes without a count get. Tokens that <see cref="Vocabulary"/> does not have cannot occur, and are masked either way.
    /// </param>
    /// <exception cref="ArgumentException">The counts are of another number of outputs.</exception>
    /// <exception cref="InvalidOperationException">The shape has no bias of a softmax or of sigmoids.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void SetOutputBias(OutputCounts counts, UnseenClasses unseen = UnseenClasses.Rare)
    {
        ArgumentNullException.ThrowIfNull(counts);
        Require.That(Enum.IsDefined(unseen), unseen, "it must be a member of UnseenClasses");
        ParameterInfo bias = OutputBias.Of(Shape)
            ?? throw new InvalidOperationException($"{Shape.Name} has no bias over the classes of a softmax or over sigmoids.");
        Require.Length(counts.Counts.Length, Shape.Outputs, nameof(counts), "outputs");
        int known = Shape.Head == Head.Softmax && Shape.Outputs == Shape.Vocabulary && Vocabulary is { } vocabulary ? vocabulary.Count : Shape.Outputs;
        using Memory.Lifetime.Use use = _lifetime.Enter();
        Span<float> block = HeldParameters;
        for (int j = 0; j < bias.Columns; j++)
        {
            block[bias.Layout.IndexOf(0, j)] = j >= known && counts.Counts[j] == 0
                ? OutputBias.Masked
                : OutputBias.For(Shape.Head, counts.Counts[j], counts.Targets[j], unseen);
        }
    }
}
