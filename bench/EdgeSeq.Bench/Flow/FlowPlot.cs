using System.Globalization;
using System.Text;

namespace EdgeSeq.Bench.Flow;

/// <summary>Draws norms against distance, on a logarithmic scale, in panels side by side.</summary>
internal sealed class FlowPlot
{
    private const double PanelWidth = 400, Height = 400, Left = 58, Right = 12, Top = 40, Bottom = 46, Lowest = -12, Highest = 3;

    private readonly StringBuilder _svg = new();

    /// <summary>The picture as the text of an SVG file.</summary>
    public static string Draw(params (string Title, FlowSeries[] Series)[] panels)
    {
        var plot = new FlowPlot();
        plot.Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {panels.Length * PanelWidth} {Height}" font-family="system-ui, sans-serif" font-size="11" fill="#333">
            <rect width="100%" height="100%" fill="#fff"/>

            """);
        for (int i = 0; i < panels.Length; i++)
        {
            plot.Append($"""<g transform="translate({i * PanelWidth} 0)">""");
            plot._svg.AppendLine();
            plot.Axes(panels[i].Title, panels[i].Series[0].Norms.Length);
            for (int line = 0; line < panels[i].Series.Length; line++)
            {
                plot.Line(panels[i].Series[line], line);
            }

            plot._svg.Append("</g>\n");
        }

        plot._svg.Append("</svg>\n");
        return plot._svg.ToString();
    }

    private void Axes(string title, int distances)
    {
        Append($"""
            <text x="{Left}" y="24" font-size="13" font-weight="600">{title}</text>
            <text x="{(Left + PanelWidth - Right) / 2}" y="{Height - 8}" text-anchor="middle">steps before the loss</text>

            """);
        for (double power = Lowest; power <= Highest; power += 3)
        {
            Append($"""
                <line x1="{Left}" x2="{PanelWidth - Right}" y1="{Y(power):F0}" y2="{Y(power):F0}" stroke="#e4e4e4"/>
                <text x="{Left - 6}" y="{Y(power) + 4:F0}" text-anchor="end">1e{power:+0;-0;0}</text>

                """);
        }

        for (int distance = 0; distance <= distances; distance += 10)
        {
            Append($"""<text x="{X(Math.Max(distance, 1), distances):F0}" y="{Height - Bottom + 16}" text-anchor="middle">{Math.Max(distance, 1)}</text>""");
            _svg.AppendLine();
        }
    }

    private void Line(FlowSeries series, int place)
    {
        string dash = series.Dash.Length == 0 ? "" : $" stroke-dasharray=\"{series.Dash}\"";
        string points = string.Join(' ', series.Norms.Select((norm, i) => (norm, Distance: i + 1)).Where(point => point.norm > 0)
            .Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Distance, series.Norms.Length):F0},{Y(Math.Log10(point.norm)):F1}")));
        double key = Height - Bottom - 14 - (15 * place);
        Append($"""
            <polyline fill="none" stroke="{series.Color}" stroke-width="2"{dash} points="{points}"/>
            <line x1="{Left + 8}" x2="{Left + 34}" y1="{key}" y2="{key}" stroke="{series.Color}" stroke-width="2"{dash}/>
            <text x="{Left + 40}" y="{key + 4}">{series.Name}</text>

            """);
    }

    private static double X(int distance, int distances) => Left + ((PanelWidth - Right - Left) * (distance - 1) / (distances - 1));

    private static double Y(double power) => Height - Bottom - ((Height - Bottom - Top) * (Math.Clamp(power, Lowest, Highest) - Lowest) / (Highest - Lowest));

    private void Append(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
