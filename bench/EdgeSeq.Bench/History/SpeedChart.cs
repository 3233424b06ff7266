using System.Globalization;
using System.Text;

namespace EdgeSeq.Bench.History;

/// <summary>Draws how many times as fast as its peers EdgeSeq is, on a logarithmic scale; for light and dark pages.</summary>
internal sealed class SpeedChart
{
    private const double Width = 720, RowHeight = 15, GroupGap = 9, Left = 176, Right = 22, Top = 56, Bottom = 30;

    private static readonly (string Peer, string Name, string Color)[] s_peers =
    [
        ("c", "C, sizes compiled in", "#d55e00"), ("onednn", "oneDNN", "#3b8fd1"), ("onnxruntime", "ONNX Runtime", "#009e73"),
        ("torch", "PyTorch", "#cc79a7"), ("tensors", "TensorPrimitives", "#e0a000"),
    ];

    private static readonly double[] s_ticks = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

    private readonly StringBuilder _svg = new();
    private readonly double _low, _high, _bottom;

    private SpeedChart(SpeedRow[] rows)
    {
        _low = s_ticks.Last(tick => tick == s_ticks[0] || tick <= rows.Min(row => row.Speeds.Values.Min(speed => speed.Low)));
        _high = s_ticks.First(tick => tick == s_ticks[^1] || tick >= rows.Max(row => row.Speeds.Values.Max(speed => speed.High)));
        _bottom = Top + rows.Length * RowHeight + (rows.Select(row => row.Group).Distinct().Count() - 1) * GroupGap;
    }

    /// <summary>The picture as the text of an SVG file.</summary>
    public static string Draw(IEnumerable<ComparisonRow> comparison)
    {
        SpeedRow[] rows = SpeedRow.Of(comparison, [.. s_peers.Select(peer => peer.Peer)]);
        var chart = new SpeedChart(rows);
        chart.Frame([.. s_peers.Where(peer => rows.Any(row => row.Speeds.ContainsKey(peer.Peer)))]);
        double y = Top + RowHeight / 2;
        for (int i = 0; i < rows.Length; i++, y += RowHeight)
        {
            bool first = i == 0 || rows[i].Group != rows[i - 1].Group;
            y += first && i > 0 ? GroupGap : 0;
            chart.Row(rows[i], y, first);
        }

        chart._svg.Append("</svg>\n");
        return chart._svg.ToString();
    }

    private void Frame((string Peer, string Name, string Color)[] peers)
    {
        Append($$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{_bottom + Bottom:F0}}" font-family="system-ui, sans-serif" font-size="11">
            <style>
            text { fill: #24292f } .grid { stroke: #d0d7de } .one { stroke: #57606a }
            @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #373e47 } .one { stroke: #9da7b3 } }
            </style>
            <text x="0" y="14" font-size="13" font-weight="600">How many times as fast as its peers EdgeSeq is; dot: mean over H, line: range</text>

            """);
        double x = 0;
        foreach ((_, string name, string color) in peers)
        {
            Append($"""<circle cx="{x + 5:F0}" cy="30" r="4" fill="{color}"/><text x="{x + 13:F0}" y="34">{name}</text>""");
            _svg.Append('\n');
            x += 30 + 6.2 * name.Length;
        }

        foreach (double tick in s_ticks.Where(tick => tick >= _low && tick <= _high))
        {
            string kind = tick == 1 ? "one" : "grid";
            Append($"""
                <line class="{kind}" x1="{X(tick):F1}" x2="{X(tick):F1}" y1="{Top - 6}" y2="{_bottom + 2:F0}"/>
                <text x="{X(tick):F1}" y="{_bottom + 17:F0}" text-anchor="middle">{tick:G3} x</text>

                """);
        }
    }

    private void Row(SpeedRow row, double y, bool first)
    {
        if (first)
        {
            Append($"""<text x="0" y="{y + 4:F1}">{row.Group}</text>""");
            _svg.Append('\n');
        }

        Append($"""<text x="{Left - 10}" y="{y + 4:F1}" text-anchor="end">{row.Cell}</text>""");
        _svg.Append('\n');
        foreach ((string peer, _, string color) in s_peers)
        {
            if (row.Speeds.TryGetValue(peer, out (double Mean, double Low, double High) speed))
            {
                Append($"""<line x1="{X(speed.Low):F1}" x2="{X(speed.High):F1}" y1="{y:F1}" y2="{y:F1}" stroke="{color}" stroke-opacity="0.45" stroke-width="2"/><circle cx="{X(speed.Mean):F1}" cy="{y:F1}" r="3.6" fill="{color}"/>""");
                _svg.Append('\n');
            }
        }
    }

    private double X(double speed) =>
        Left + (Width - Right - Left) * Math.Log(Math.Clamp(speed, _low, _high) / _low) / Math.Log(_high / _low);

    private void Append(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
