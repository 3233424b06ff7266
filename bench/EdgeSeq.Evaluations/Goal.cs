using System.Globalization;

namespace EdgeSeq.Evaluations;

/// <summary>A bound that a figure should keep.</summary>
internal sealed record Goal(double Bound, bool IsLeast)
{
    public static Goal AtLeast(double bound) => new(bound, IsLeast: true);

    public static Goal Below(double bound) => new(bound, IsLeast: false);

    public bool IsMetBy(double value) => IsLeast ? value >= Bound : value < Bound;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? "≥" : "<")} {Bound:0.####}");
}
