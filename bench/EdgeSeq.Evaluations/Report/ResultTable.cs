using System.Globalization;

namespace EdgeSeq.Evaluations.Report;

/// <summary>Writes results as they come: a Markdown table, and a CSV file where one is wanted.</summary>
internal sealed class ResultTable
{
    private readonly TextWriter _output;
    private readonly string? _csv;

    /// <summary>Writes the heads of both.</summary>
    public ResultTable(TextWriter output, string? csv)
    {
        (_output, _csv) = (output, csv);
        _output.WriteLine("| task | form | figure | measured | goal | CPU s | settings |");
        _output.WriteLine("|---|---|---|---|---|---|---|");
        if (_csv is not null)
        {
            File.WriteAllText(_csv, "task,form,figure,value,goal,cpu_seconds,settings\n");
        }
    }

    /// <summary>Goals missed so far.</summary>
    public int Missed { get; private set; }

    /// <summary>Runs an evaluation and writes a line for each of its measurements.</summary>
    public void Add(IEvaluation evaluation, EvaluationContext context)
    {
        foreach (Measurement m in evaluation.Run(context))
        {
            Missed += m.IsGood ? 0 : 1;
            string goal = m.Goal is null ? "reported" : $"{m.Goal}{(m.IsGood || context.Quick ? "" : ", missed")}";
            Write(_output, $"| {evaluation.Name} | {m.Form} | {m.Figure} | {m.Value:G4} | {goal} | {m.CpuSeconds:F1} | {m.Settings} |");
            if (_csv is not null)
            {
                using var file = new StreamWriter(_csv, append: true);
                Write(file, $"{evaluation.Name},{Quoted(m.Form)},{Quoted(m.Figure)},{m.Value:R},{Quoted(goal)},{m.CpuSeconds:F1},{Quoted(m.Settings)}");
            }
        }
    }

    private static void Write(TextWriter writer, FormattableString line)
    {
        writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        writer.Flush();
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
