using System.Globalization;
using System.Text;

namespace EdgeSeq.Targets.Sensor.Report;

/// <summary>Draws forecast errors over readings as SVG, with anomalies and drifts marked.</summary>
internal static class ErrorChart
{
    private const double Width = 860, Height = 300, Left = 56, Right = Width - 16, Top = 44, Bottom = Height - 44;
    private const double Highest = 1.5, TickDistance = 0.25;
    private const string Line = "#0072B2", Anomaly = "#D55E00", Drift = "#009E73", Ink = "#333333", Grid = "#E4E4E4";

    /// <summary>The picture as the text of an SVG file.</summary>
    /// <param name="history">What to draw.</param>
    public static string Draw(ErrorHistory history)
    {
        var svg = new StringBuilder();
        double readings = Math.Max((double)history.Count * history.Stretch, 1);
        Append(svg, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="system-ui, sans-serif" font-size="12" fill="{Ink}">
            <title>Forecast error over readings</title>
            <rect width="{Width}" height="{Height}" fill="#FFFFFF"/>
            <text x="{Left}" y="20" font-size="14" font-weight="600">Forecast error, in standard deviations of the signal</text>
            <text x="{Right}" y="20" text-anchor="end"><tspan fill="{Anomaly}">anomaly</tspan> · <tspan fill="{Drift}">drift</tspan></text>
            <text x="{(Left + Right) / 2}" y="{Height - 8}" text-anchor="middle">reading</text>

            """);
        for (double error = 0; error <= Highest; error += TickDistance)
        {
            Append(svg, $"""
                <line x1="{Left}" x2="{Right}" y1="{Y(error):F1}" y2="{Y(error):F1}" stroke="{Grid}"/>
                <text x="{Left - 8}" y="{Y(error) + 4:F1}" text-anchor="end">{error:F2}</text>

                """);
        }

        for (int quarter = 0; quarter <= 4; quarter++)
        {
            double reading = readings * quarter / 4;
            Append(svg, $"""<text x="{X(reading, readings):F1}" y="{Bottom + 16}" text-anchor="middle">{reading:#,0}</text>{'\n'}""");
        }

        foreach (ErrorHistory.Mark mark in history.Marks)
        {
            double x = X(mark.Reading, readings);
            Append(svg, mark.IsDrift
                ? (FormattableString)$"""<line x1="{x:F1}" x2="{x:F1}" y1="{Top}" y2="{Bottom}" stroke="{Drift}" stroke-dasharray="4 3"/>{'\n'}"""
                : $"""<path d="M{x:F1},{Top}l-4,-8h8z" fill="{Anomaly}"/>{'\n'}""");
        }

        svg.Append("<polyline fill=\"none\" stroke=\"").Append(Line).Append("\" stroke-width=\"1.5\" points=\"");
        for (int i = 0; i < history.Count; i++)
        {
            Append(svg, $"{X((i + 0.5) * history.Stretch, readings):F1},{Y(Math.Min(history[i], Highest)):F1} ");
        }

        return svg.Append("\"/>\n</svg>\n").ToString();
    }

    private static double X(double reading, double readings) => Left + (Right - Left) * Math.Min(reading / readings, 1);

    private static double Y(double error) => Bottom - (Bottom - Top) * error / Highest;

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
