using System.CommandLine;
using EdgeSeq.Evaluations;
using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Report;

var task = new Argument<string>("task")
{
    Description = "all, or one of: " + string.Join(", ", EvaluationCatalogue.All.Select(evaluation => evaluation.Name)),
};
task.AcceptOnlyFromAmong(["all", .. EvaluationCatalogue.All.Select(evaluation => evaluation.Name)]);
var csv = new Option<FileInfo?>("--csv") { Description = "Also write the results to this file." };
var plots = new Option<DirectoryInfo?>("--plots") { Description = "Write plots into this folder." };
var data = new Option<DirectoryInfo?>("--data") { Description = $"Where data sets lie; {DataFolder.Variable} or ../shared/data if left out." };
var file = new Option<FileInfo?>("--file") { Description = "What words reads, a text, or permuted-digits, digits.csv.gz of scikit-learn." };
var quick = new Option<bool>("--quick") { Description = "A few steps each, to see that it runs; goals are not looked at." };
var root = new RootCommand("Trains models on tasks with known answers and on data sets, and measures what they reach.") { task, csv, plots, data, file, quick };
root.SetAction(parsed =>
{
    var context = new EvaluationContext(
        parsed.GetValue(quick), new DataFolder(parsed.GetValue(data)?.FullName), parsed.GetValue(plots)?.FullName, parsed.GetValue(file)?.FullName);
    string name = parsed.GetRequiredValue(task);
    var table = new ResultTable(Console.Out, parsed.GetValue(csv)?.FullName);
    foreach (IEvaluation evaluation in EvaluationCatalogue.All.Where(evaluation => name == "all" || name == evaluation.Name))
    {
        table.Add(evaluation, context);
    }

    return table.Missed > 0 && !context.Quick ? 1 : 0;
});
return root.Parse(args).Invoke();
