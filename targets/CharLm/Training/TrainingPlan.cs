using EdgeSeq.Targets.CharLm.Commands;
using EdgeSeq.Targets.CharLm.Text;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.CharLm.Training;

/// <summary>How a run goes over its text: windows, steps, and when it is validated. Follows from settings and text alone.</summary>
internal sealed class TrainingPlan
{
    private const int MostValidations = 20;
    private const int ValidationBatch = 16, ValidationWindow = 64;

    // An evaluation costs about a third of training on as many characters; all of them together shall stay below a tenth.
    private const double ValidationCost = 1 / 3.0, ValidationShare = 0.1;

    /// <summary>Makes the plan.</summary>
    /// <exception cref="UsageException">The text is too short, or the run too long.</exception>
    public TrainingPlan(TrainSettings settings, Corpus corpus)
    {
        try
        {
            Training = new RowWindows(TokenSequence.OfBytes(corpus.Training), settings.Batch, settings.Window);
            int rows = Math.Clamp(corpus.Validation.Length / ValidationWindow, 1, ValidationBatch);
            Validation = new RowWindows(TokenSequence.OfBytes(corpus.Validation), rows, ValidationWindow, RowTail.Pad);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(OneLine.Of(e));
        }

        long steps = settings.Epochs is int epochs ? (long)epochs * Training.Count : settings.Steps;
        Steps = steps <= int.MaxValue
            ? (int)steps
            : throw new UsageException($"{settings.Epochs} epochs are {steps} steps; at most {int.MaxValue} are possible.");
        Tokens = steps * settings.Batch * settings.Window;
        int affordable = (int)Math.Min(MostValidations, Tokens * ValidationShare / (Validation.TargetCount * ValidationCost));
        Validations = Math.Clamp(affordable, 1, Steps);
        WarmUpSteps = Math.Min(100, Steps / 20);
    }

    /// <summary>Windows of the text to learn.</summary>
    public RowWindows Training { get; }

    /// <summary>Windows of the held-out text. Their layout does not depend on the settings, so losses can be compared.</summary>
    public RowWindows Validation { get; }

    /// <summary>Updates.</summary>
    public int Steps { get; }

    /// <summary>Characters trained on, repetitions counted.</summary>
    public long Tokens { get; }

    /// <summary>Evaluations on the held-out text, at equal distances, the last one at the end.</summary>
    public int Validations { get; }

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; }

    /// <summary>Whether the held-out text is evaluated when so many steps are done.</summary>
    public bool ValidatesAfter(int steps) =>
        (long)steps * Validations / Steps > (long)(steps - 1) * Validations / Steps;
}
