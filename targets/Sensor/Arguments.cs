using System.Globalization;

namespace EdgeSeq.Targets.Sensor;

/// <summary>The command line: <c>sensor [FILE | -] [--readings N] [--seed N] [--chart FILE]</c>.</summary>
internal sealed record Arguments
{
    /// <summary>How to call the program.</summary>
    public const string Usage =
        "usage: sensor [FILE | -] [--readings N] [--seed N] [--chart FILE]\n"
        + "FILE          readings, a line each: two numbers, separated by a comma or blanks; - reads standard input;\n"
        + "              without it, a made-up signal with a drift half-way and some anomalies\n"
        + "--readings N  readings of the made-up signal, 4000 to 1000000000 (20000)\n"
        + "--seed N      of its noise (1)\n"
        + "--chart FILE  where to draw the forecast errors (SVG)";

    /// <summary>A file, or - for standard input; null for the generator.</summary>
    public string? Source { get; private init; }

    /// <summary>Readings of the generator.</summary>
    public long Readings { get; private init; } = 20_000;

    /// <summary>Seed of the generator.</summary>
    public ulong Seed { get; private init; } = 1;

    /// <summary>Where the chart goes; null for nowhere.</summary>
    public string? Chart { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="args">What was given.</param>
    /// <param name="problem">What is wrong with it, if null is returned.</param>
    public static Arguments? Parse(ReadOnlySpan<string> args, out string problem)
    {
        var result = new Arguments();
        problem = "";
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i], value = i + 1 < args.Length ? args[i + 1] : "";
            switch (name)
            {
                case "--readings" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long readings)
                    && readings is >= 4000 and <= 1_000_000_000:
                    result = result with { Readings = readings };
                    i++;
                    break;
                case "--seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed):
                    result = result with { Seed = seed };
                    i++;
                    break;
                case "--chart" when value.Length > 0:
                    result = result with { Chart = value };
                    i++;
                    break;
                case "--readings" or "--seed" or "--chart":
                    problem = $"{name} is '{value}'.";
                    return null;
                case "-" or [not '-', ..] when result.Source is null:
                    result = result with { Source = name };
                    break;
                default:
                    problem = $"'{name}' is not understood.";
                    return null;
            }
        }

        return result;
    }
}
