using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>How a run goes over its text: batches, steps, and when it is validated. Follows from settings and text alone.</summary>
internal sealed class TrainingPlan
{
    private const double HeldOut = 0.1;
    private const int MostValidations = 20;
    private const int ValidationBatch = 16, ValidationWindow = 64;

    // An evaluation costs about a third of training on as many tokens; all of them together shall stay below a tenth.
    private const double ValidationCost = 1 / 3.0, ValidationShare = 0.1;

    /// <summary>Makes the plan.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="tokens">The text.</param>
    /// <param name="endToken">What ends a sentence.</param>
    /// <exception cref="UsageException">The text is too short, or the run too long.</exception>
    public TrainingPlan(TrainSettings settings, TokenSequence tokens, int endToken)
    {
        try
        {
            (Training, Validation) = settings.Sentences ? Sentences(settings, tokens, endToken) : Rows(settings, tokens);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(OneLine.Of(e));
        }

        long steps = settings.Epochs is int epochs ? epochs * Training.Count : settings.Steps;
        Steps = steps is > 0 and <= int.MaxValue
            ? (int)steps
            : throw new UsageException($"{settings.Epochs} epochs are {steps} steps; at most {int.MaxValue} are possible.");
        int affordable = (int)Math.Min(MostValidations, TokensOf(Steps) * ValidationShare / (Validation.TargetCount * ValidationCost));
        Validations = Math.Clamp(affordable, 1, Steps);
        WarmUpSteps = Math.Min(100, Steps / 20);
    }

    /// <summary>Batches of the text to learn.</summary>
    public ITokenBatches Training { get; }

    /// <summary>Batches of the held-out text. For rows their layout does not depend on the settings, so losses can be compared.</summary>
    public ITokenBatches Validation { get; }

    /// <summary>Updates.</summary>
    public int Steps { get; }

    /// <summary>Evaluations on the held-out text, at equal distances, the last one at the end.</summary>
    public int Validations { get; }

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; }

    /// <summary>Targets that so many steps learn, repetitions counted; for sentences on average.</summary>
    public double TokensOf(int steps) => steps * ((double)Training.TargetCount / Training.Count);

    /// <summary>Whether the held-out text is evaluated when so many steps are done.</summary>
    public bool ValidatesAfter(int steps) =>
        (long)steps * Validations / Steps > (long)(steps - 1) * Validations / Steps;

    private static (ITokenBatches Training, ITokenBatches Validation) Rows(TrainSettings settings, TokenSequence tokens)
    {
        (TokenSequence training, TokenSequence heldOut) = tokens.Split(HeldOut);
        var batches = new RowWindows(training, settings.Batch, settings.Window);
        int rows = (int)Math.Clamp(heldOut.Count / ValidationWindow, 1, ValidationBatch);
        return (batches, new RowWindows(heldOut, rows, ValidationWindow, RowTail.Pad));
    }

    private static (ITokenBatches Training, ITokenBatches Validation) Sentences(TrainSettings settings, TokenSequence tokens, int endToken)
    {
        var options = new SentenceOptions
        {
            Batch = settings.Batch, Window = settings.Window, EndToken = endToken, HeldOut = HeldOut, Part = SentencePart.Training, Seed = settings.Seed,
        };
        return (
            new SentenceBatches(tokens, options),
            new SentenceBatches(tokens, options with { Batch = ValidationBatch, Part = SentencePart.HeldOut, Shuffle = false }));
    }
}
