using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using Xunit;

namespace EdgeSeq.Learning.Tests;

public sealed class ForecastTests
{
    [Fact]
    public void An_echo_state_network_forecasts_the_series_of_Mackey_and_Glass_from_one_pass()
    {
        float[] series = MackeyGlass.Series(3001);
        using var model = new Model<Forecaster>(1);
        Forecast.FitRidge(model, series.AsSpan(0, 2001), washOut: 100, ridge: 1e-8);
        double error = Forecast.NormalisedError(model, series.AsSpan(2000), washOut: 100);
        Assert.True(error < 0.01, $"normalised error {error}");
    }

    [Fact]
    public void The_error_of_the_forecast_that_nothing_changes_is_known()
    {
        // What the test above must beat: x(t + 1) = x(t) is wrong by 15 to 20 % of the deviation.
        float[] series = MackeyGlass.Series(1001);
        double change = series.Zip(series[1..], (a, b) => (double)(a - b) * (a - b)).Sum(), whole = series.Sum(x => (double)x * x);
        Assert.InRange(Math.Sqrt(change / whole), 0.1, 0.25);
        Assert.InRange(Math.Sqrt(whole / 1001), 0.2, 0.26);
    }
}
