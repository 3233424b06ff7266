using System.Globalization;
using System.Security;
using System.Text;

namespace EdgeSeq.Evaluations.Report;

/// <summary>One line of a plot.</summary>
internal sealed record PlotLine(string Name, (double X, double Y)[] Points);

/// <summary>Draws a few lines over one horizontal axis as an SVG file.</summary>
internal static class LinePlot
{
    private const double Width = 760, Height = 420, Left = 56, Right = Width - 150, Top = 64, Bottom = Height - 44;

    // Okabe and Ito's palette, which colour-blind readers can tell apart.
    private static readonly string[] Colors = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"];

    /// <summary>Writes the file, its folder if need be.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">One line above it.</param>
    /// <param name="subtitle">One smaller line beneath the title.</param>
    /// <param name="lines">At least one point each.</param>
    /// <param name="low">Where the vertical axis begins.</param>
    /// <param name="high">Where it ends.</param>
    public static void Write(string path, string title, string subtitle, IReadOnlyList<PlotLine> lines, double low, double high)
    {
        double[] xs = [.. lines.SelectMany(line => line.Points).Select(point => point.X).Distinct().Order()];
        var svg = new StringBuilder();
        Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" font-size="12" fill="#333333">
            <title>{Escape(title)}</title>
            <rect width="{Width}" height="{Height}" fill="#FFFFFF"/>
            <text x="{Left}" y="28" font-size="15" font-weight="600">{Escape(title)}</text>
            <text x="{Left}" y="47" fill="#666666">{Escape(subtitle)}</text>

            """);
        foreach (double x in xs)
        {
            Append($"""
                <line x1="{X(x):F1}" x2="{X(x):F1}" y1="{Bottom}" y2="{Bottom + 4}" stroke="#333333"/>
                <text x="{X(x):F1}" y="{Bottom + 18}" text-anchor="middle">{x:0.##}</text>

                """);
        }

        for (int i = 0; i <= 6; i++)
        {
            double y = low + (high - low) * i / 6;
            Append($"""
                <line x1="{Left}" x2="{Right}" y1="{Y(y):F1}" y2="{Y(y):F1}" stroke="#E4E4E4"/>
                <text x="{Left - 8}" y="{Y(y) + 4:F1}" text-anchor="end">{y:0.##}</text>

                """);
        }

        for (int i = 0; i < lines.Count; i++)
        {
            string color = Colors[i % Colors.Length];
            string points = string.Join(' ', lines[i].Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):F1},{Y(p.Y):F1}")));
            Append($"""
                <polyline fill="none" stroke="{color}" stroke-width="2.5" stroke-linejoin="round" points="{points}"/>
                <line x1="{Right + 16}" x2="{Right + 36}" y1="{Top + 20 * i}" y2="{Top + 20 * i}" stroke="{color}" stroke-width="3"/>
                <text x="{Right + 42}" y="{Top + 20 * i + 4}">{Escape(lines[i].Name)}</text>

                """);
        }

        Append($"""
            <path d="M{Left},{Top}V{Bottom}H{Right}" fill="none" stroke="#333333"/>
            </svg>

            """);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, svg.ToString());

        double X(double x) => Left + (Right - Left) * (xs.Length < 2 ? 0.5 : (x - xs[0]) / (xs[^1] - xs[0]));

        double Y(double y) => Bottom - (Bottom - Top) * (Math.Clamp(y, low, high) - low) / (high - low);

        void Append(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
