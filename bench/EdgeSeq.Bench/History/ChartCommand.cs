using System.CommandLine;

namespace EdgeSeq.Bench.History;

/// <summary><c>chart</c>: a comparison as a picture.</summary>
internal static class ChartCommand
{
    public static Command Create()
    {
        var csv = new Argument<FileInfo>("csv") { Description = "What compare --csv or --history wrote." };
        var svg = new Option<string>("--svg") { Description = "Where to draw it.", DefaultValueFactory = _ => "docs/speed.svg" };
        var command = new Command("chart", "Draws how fast EdgeSeq is beside its peers.") { csv, svg };
        command.SetAction(arguments => File.WriteAllText(arguments.GetValue(svg)!, SpeedChart.Draw(ComparisonRow.Read(arguments.GetValue(csv)!))));
        return command;
    }
}
