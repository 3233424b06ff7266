using System.Globalization;
using System.Xml.Linq;

using EdgeSeq.Targets.LanguageModels.Report;

using Xunit;

namespace EdgeSeq.Tests.LanguageModelsTarget;

[Trait("Isa", "none")]
public class LossCurveTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_long_run_is_averaged_into_few_points()
    {
        var curve = new LossCurve(steps: 10_000, validations: 1);
        for (int step = 1; step <= 10_000; step++)
        {
            curve.AddTraining(step);
        }

        curve.AddValidation(7);

        Assert.Equal(400, curve.Training.Length);
        Assert.Equal(new CurvePoint(13, 13), curve.Training[0]);
        Assert.Equal(new CurvePoint(10_000, 7), curve.Validation[0]);
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_no_mark()
    {
        var curve = new LossCurve(steps: 3, validations: 0);
        curve.AddTraining(2);
        curve.AddTraining(double.NaN);
        curve.AddTraining(1);

        Assert.Equal([new CurvePoint(1, 2), new CurvePoint(3, 1)], curve.Training.ToArray());
    }

    [Fact]
    public void The_picture_is_well_formed_and_holds_both_lines_within_the_frame()
    {
        CurvePoint[] training = [.. Enumerable.Range(1, 300).Select(i => new CurvePoint(i * 10, 1.5 + 4.0 / i))];
        CurvePoint[] validation = [new(1000, 1.9), new(2000, 1.8), new(3000, 1.7)];
        XElement svg = XElement.Parse(LossCurveSvg.Draw("a < b & \"c\"", "text", 3000, training, validation));

        Assert.Equal("a < b & \"c\"", svg.Element(Svg + "title")!.Value);
        Assert.Equal(3, svg.Elements(Svg + "polyline").Count());
        Assert.Equal(3, svg.Elements(Svg + "circle").Count());
        foreach (XElement circle in svg.Elements(Svg + "circle"))
        {
            Assert.InRange(double.Parse(circle.Attribute("cx")!.Value, CultureInfo.InvariantCulture), 0, 860);
            Assert.InRange(double.Parse(circle.Attribute("cy")!.Value, CultureInfo.InvariantCulture), 0, 460);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void Runs_of_next_to_no_steps_can_be_drawn(int training, int validation)
    {
        CurvePoint[] points = [new(1, 5.5), new(2, 5.5)];
        string svg = LossCurveSvg.Draw("t", "s", training, points.AsSpan(..training), points.AsSpan(..validation));

        Assert.NotNull(XElement.Parse(svg));
        Assert.DoesNotContain("NaN", svg);
        Assert.DoesNotContain("∞", svg);
    }

    [Theory]
    [InlineData(0, 10, 5, new double[] { 0, 2, 4, 6, 8, 10 })]
    [InlineData(1.2, 2.4, 6, new[] { 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4 })]
    [InlineData(0, 3400, 10, new double[] { 0, 500, 1000, 1500, 2000, 2500, 3000 })]
    public void Ticks_are_round_numbers(double low, double high, int most, double[] ticks)
    {
        Assert.Equal(ticks, AxisTicks.Between(low, high, most).Select(t => Math.Round(t, 9)));
    }
}
