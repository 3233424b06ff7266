using System.Globalization;
using System.Security;
using System.Text;

namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>Draws a loss curve: nats per token on the left axis, bits per token on the right, over steps.</summary>
internal sealed class LossCurveSvg
{
    private const double Width = 860, Height = 460;
    private const double Left = 64, Right = Width - 64, Top = 64, Bottom = Height - 56;
    private const string TrainingColor = "#0072B2", ValidationColor = "#D55E00", Ink = "#333333", Grid = "#E4E4E4";

    private readonly StringBuilder _svg = new();
    private readonly double _steps;
    private readonly double _low;
    private readonly double _high;

    private LossCurveSvg(double steps, double low, double high)
    {
        _steps = steps;
        _low = low;
        _high = high;
    }

    /// <summary>The picture as the text of an SVG file.</summary>
    /// <param name="title">One line above it.</param>
    /// <param name="subtitle">One smaller line beneath the title.</param>
    /// <param name="steps">Steps of the run: the length of the horizontal axis.</param>
    /// <param name="training">Training losses; drawn faintly as they are and strongly when smoothed.</param>
    /// <param name="validation">Validation losses.</param>
    public static string Draw(
        string title, string subtitle, int steps, ReadOnlySpan<CurvePoint> training, ReadOnlySpan<CurvePoint> validation)
    {
        CurvePoint[] smooth = Smooth(training);
        (double low, double high) = Range(smooth, validation);
        var picture = new LossCurveSvg(Math.Max(steps, 1), low, high);
        picture.Begin(title, subtitle);
        picture.Axes();
        picture.Line(training, TrainingColor, 1, 0.25);
        picture.Line(smooth, TrainingColor, 2, 1);
        picture.Line(validation, ValidationColor, 2, 1);
        picture.Dots(validation, ValidationColor);
        picture.Legend(validation.Length > 0);
        picture._svg.Append("</svg>\n");
        return picture._svg.ToString();
    }

    // Each point becomes the mean of its neighbourhood, as far as that reaches to both sides: a mean of earlier points only
    // would lag behind a falling line.
    private static CurvePoint[] Smooth(ReadOnlySpan<CurvePoint> points)
    {
        var smooth = new CurvePoint[points.Length];
        int widest = points.Length / 40;
        for (int i = 0; i < points.Length; i++)
        {
            int reach = Math.Min(widest, Math.Min(i, points.Length - 1 - i));
            double sum = 0;
            foreach (CurvePoint point in points.Slice(i - reach, 2 * reach + 1))
            {
                sum += point.Loss;
            }

            smooth[i] = points[i] with { Loss = sum / (2 * reach + 1) };
        }

        return smooth;
    }

    // The first steps fall from ln V so steeply that they would press the rest flat: the axis ends at the loss that the
    // first fiftieth of the run left behind, and what lies above is clipped.
    private static (double Low, double High) Range(ReadOnlySpan<CurvePoint> training, ReadOnlySpan<CurvePoint> validation)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (CurvePoint point in training[(training.Length / 50)..])
        {
            low = Math.Min(low, point.Loss);
            high = Math.Max(high, point.Loss);
        }

        foreach (CurvePoint point in validation)
        {
            low = Math.Min(low, point.Loss);
            high = Math.Max(high, point.Loss);
        }

        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            return (0, 1);
        }

        double spacing = AxisTicks.Spacing(Math.Max(high - low, 0.01), 8);
        return (Math.Max(0, Math.Floor(low / spacing) * spacing), Math.Ceiling(high / spacing + 0.01) * spacing);
    }

    private void Begin(string title, string subtitle)
    {
        Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" font-size="12" fill="{Ink}">
            <title>{Escape(title)}</title>
            <clipPath id="plot"><rect x="{Left}" y="{Top}" width="{Right - Left}" height="{Bottom - Top}"/></clipPath>
            <rect width="{Width}" height="{Height}" fill="#FFFFFF"/>
            <text x="{Left}" y="28" font-size="15" font-weight="600">{Escape(title)}</text>
            <text x="{Left}" y="47" fill="#666666">{Escape(subtitle)}</text>

            """);
    }

    private void Axes()
    {
        foreach (double loss in AxisTicks.Between(_low, _high, 8))
        {
            Append($"""
                <line x1="{Left}" x2="{Right}" y1="{Y(loss):F1}" y2="{Y(loss):F1}" stroke="{Grid}"/>
                <text x="{Left - 8}" y="{Y(loss) + 4:F1}" text-anchor="end">{loss:0.##}</text>

                """);
        }

        foreach (double bits in AxisTicks.Between(_low * Nats.Bits, _high * Nats.Bits, 8))
        {
            Append($"""
                <line x1="{Right}" x2="{Right + 4}" y1="{Y(bits / Nats.Bits):F1}" y2="{Y(bits / Nats.Bits):F1}" stroke="{Ink}"/>
                <text x="{Right + 8}" y="{Y(bits / Nats.Bits) + 4:F1}">{bits:0.##}</text>

                """);
        }

        foreach (double step in AxisTicks.Between(0, _steps, 10).Where(s => s == Math.Floor(s)))
        {
            Append($"""
                <line x1="{X(step):F1}" x2="{X(step):F1}" y1="{Bottom}" y2="{Bottom + 4}" stroke="{Ink}"/>
                <text x="{X(step):F1}" y="{Bottom + 18}" text-anchor="middle">{step:#,0}</text>

                """);
        }

        double middle = (Top + Bottom) / 2;
        Append($"""
            <path d="M{Left},{Top}V{Bottom}H{Right}V{Top}" fill="none" stroke="{Ink}"/>
            <text x="{(Left + Right) / 2}" y="{Height - 14}" text-anchor="middle">training step</text>
            <text transform="translate(20,{middle}) rotate(-90)" text-anchor="middle">nats per token</text>
            <text transform="translate({Width - 14},{middle}) rotate(-90)" text-anchor="middle">bits per token</text>

            """);
    }

    private void Line(ReadOnlySpan<CurvePoint> points, string color, double width, double opacity)
    {
        if (points.Length < 2)
        {
            return;
        }

        Append($"""<polyline clip-path="url(#plot)" fill="none" stroke="{color}" stroke-width="{width}" stroke-opacity="{opacity}" stroke-linejoin="round" points=""");
        _svg.Append('"');
        foreach (CurvePoint point in points)
        {
            Append($"{X(point.Step):F1},{Y(point.Loss):F1} ");
        }

        _svg.Append("\"/>\n");
    }

    private void Dots(ReadOnlySpan<CurvePoint> points, string color)
    {
        foreach (CurvePoint point in points)
        {
            Append($"""
                <circle cx="{X(point.Step):F1}" cy="{Y(point.Loss):F1}" r="3.5" fill="{color}"><title>step {point.Step:#,0}: {point.Loss:F3} nats, {point.Loss * Nats.Bits:F3} bits</title></circle>

                """);
        }
    }

    private void Legend(bool validation)
    {
        Entry(Right - 262, "training (smoothed)", TrainingColor);
        if (validation)
        {
            Entry(Right - 100, "validation", ValidationColor);
        }

        void Entry(double x, string text, string color) => Append($"""
            <line x1="{x}" x2="{x + 22}" y1="{Top + 18}" y2="{Top + 18}" stroke="{color}" stroke-width="3"/>
            <text x="{x + 28}" y="{Top + 22}">{text}</text>

            """);
    }

    private double X(double step) => Left + (Right - Left) * step / _steps;

    private double Y(double loss) => Bottom - (Bottom - Top) * (loss - _low) / (_high - _low);

    private void Append(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture));

    private static string Escape(string text) => SecurityElement.Escape(text);
}
