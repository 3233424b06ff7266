using System.Xml.Linq;
using EdgeSeq.Targets.Sensor;
using EdgeSeq.Targets.Sensor.Report;
using Xunit;

namespace EdgeSeq.Tests.SensorTarget;

[Trait("Isa", "none")]
public sealed class SensorReportTests
{
    [Fact]
    public void A_history_of_any_length_keeps_its_means_in_the_same_room()
    {
        var history = new ErrorHistory();
        for (int i = 0; i < 1_000_000; i++)
        {
            history.Add(i < 500_000 ? 1 : 2);
        }

        Assert.InRange(history.Count, 200, 399);
        Assert.InRange(history.Count * history.Stretch, 1_000_000 - history.Stretch, 1_000_000);
        int middle = 500_000 / history.Stretch;
        Assert.Equal(1, history[middle - 1]);
        Assert.Equal(2, history[middle + 1]);
    }

    [Fact]
    public void The_chart_is_well_formed_and_shows_errors_and_marks()
    {
        var history = new ErrorHistory();
        for (int i = 0; i < 1600; i++)
        {
            history.Add(i == 0 ? 1e30 : 0.5);
        }

        history.AddMark(100, isDrift: false);
        history.AddMark(800, isDrift: true);
        XDocument svg = XDocument.Parse(ErrorChart.Draw(history));
        XNamespace name = svg.Root!.Name.Namespace;
        Assert.Equal(100, svg.Descendants(name + "polyline").Single().Attribute("points")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Single(svg.Descendants(name + "path"));
        Assert.Single(svg.Descendants(name + "line"), line => line.Attribute("stroke-dasharray") is not null);
        XDocument.Parse(ErrorChart.Draw(new ErrorHistory()));
    }

    [Theory]
    [InlineData("", null, 20_000)]
    [InlineData("-", "-", 20_000)]
    [InlineData("readings.csv --chart c.svg", "readings.csv", 20_000)]
    [InlineData("--readings 4000 --seed 7", null, 4000)]
    public void Arguments_are_understood(string line, string? source, long readings)
    {
        Arguments? arguments = Arguments.Parse(Split(line), out _);
        Assert.NotNull(arguments);
        Assert.Equal((source, readings), (arguments.Source, arguments.Readings));
    }

    [Theory]
    [InlineData("--readings 3999", "--readings is '3999'")]
    [InlineData("--readings", "--readings is ''")]
    [InlineData("--seed -1", "--seed is '-1'")]
    [InlineData("--chart", "--chart is ''")]
    [InlineData("a b", "'b' is not understood")]
    [InlineData("- -", "'-' is not understood")]
    [InlineData("--help", "'--help' is not understood")]
    public void Wrong_arguments_are_named(string line, string problem)
    {
        Assert.Null(Arguments.Parse(Split(line), out string found));
        Assert.StartsWith(problem, found, StringComparison.Ordinal);
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
