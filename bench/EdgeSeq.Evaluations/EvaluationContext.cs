using EdgeSeq.Evaluations.Data;

namespace EdgeSeq.Evaluations;

/// <summary>What an evaluation is run with.</summary>
/// <param name="Quick">True for a few steps only, to see that it runs; goals are not looked at then.</param>
/// <param name="Data">Where data sets lie.</param>
/// <param name="Plots">The folder for plots; null for none.</param>
/// <param name="File">The file of a task that reads one of the user's; null for none.</param>
internal sealed record EvaluationContext(bool Quick, DataFolder Data, string? Plots = null, string? File = null)
{
    /// <summary>Updates, or as few as a quick run wants.</summary>
    public int Steps(int full, int quick = 30) => Quick ? quick : full;

    /// <summary>Says something about the run, beside the table.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);
}
