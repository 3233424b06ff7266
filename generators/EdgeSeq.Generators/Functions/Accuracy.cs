using System.Globalization;

namespace EdgeSeq.Generators.Functions;

/// <summary>
/// How far a function of x is from the true value, at most: stated here and nowhere else. Documents and comments print it, and a test
/// measures it, over every float with <c>EDGESEQ_EXHAUSTIVE=1</c>.
/// </summary>
/// <param name="Error">In ulp of the true value, or as a number.</param>
/// <param name="IsAbsolute">True where <paramref name="Error"/> is a number.</param>
/// <param name="From">The smallest x that this is said of.</param>
/// <param name="To">The largest.</param>
internal sealed record Accuracy(double Error, bool IsAbsolute = false, double From = double.NegativeInfinity, double To = double.PositiveInfinity)
{
    public static Accuracy Exact { get; } = new(0);

    public static Accuracy Ulp(double error, double from = double.NegativeInfinity, double to = double.PositiveInfinity) => new(error, IsAbsolute: false, from, to);

    public static Accuracy Absolute(double error, double from = double.NegativeInfinity, double to = double.PositiveInfinity) => new(error, IsAbsolute: true, from, to);

    public override string ToString() => (Error == 0 ? "exact" : IsAbsolute ? $"within {Print(Error)}" : $"within {Print(Error)} ulp") + Range();

    private static string Print(double value) => value.ToString("#,0.########", CultureInfo.InvariantCulture);

    private string Range() => (double.IsInfinity(From), double.IsInfinity(To)) switch
    {
        (true, true) => "",
        (false, true) => $" for x >= {Print(From)}",
        (true, false) => $" for x <= {Print(To)}",
        _ when From == -To => $" for |x| <= {Print(To)}",
        _ => $" for x from {Print(From)} to {Print(To)}",
    };
}
