using System.Globalization;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Diagnostics;

namespace EdgeSeq.Generators.Parsing;

/// <summary>The values that a declaration gives to constants and sizes of its cell: <c>Constants = "alpha = 0.5, R = 8"</c>, and <c>LeakRate</c>.</summary>
internal static class SettingsReader
{
    public static IReadOnlyList<Setting> Read(AttributeReader attribute, CellDefinition cell, ProblemList problems)
    {
        var settings = new List<Setting>();
        string[] known = [.. cell.Settings];
        if (attribute.Fraction("LeakRate") is { } leak && cell.HasLeakRate)
        {
            // As the shortest decimal of the float, so that the text shows the number that was declared.
            settings.Add(new Setting(CellDefinition.Leak, double.Parse(leak.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)));
        }

        foreach (string part in (attribute.Text("Constants") ?? "").Split(',').Where(part => part.Trim().Length > 0))
        {
            string[] sides = [.. part.Split('=').Select(side => side.Trim())];
            if (sides.Length != 2 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || double.IsNaN(value) || double.IsInfinity(value))
            {
                problems.AddAtOption(attribute.PlaceOf("Constants"), DiagnosticDescriptors.Constants, part.Trim(), "write names and numbers, as in \"alpha = 0.5, R = 16\"");
            }
            else if (!known.Contains(sides[0]))
            {
                problems.AddAtOption(attribute.PlaceOf("Constants"), DiagnosticDescriptors.Constants, part.Trim(), known.Length == 0
                    ? $"{cell.Name} declares no constants or sizes" : $"the constants and sizes of {cell.Name} are {string.Join(", ", known)}");
            }
            else if (settings.Any(setting => setting.Name == sides[0]))
            {
                problems.AddAtOption(attribute.PlaceOf("Constants"), DiagnosticDescriptors.Constants, part.Trim(), "it has a value already");
            }
            else
            {
                settings.Add(new Setting(sides[0], value));
            }
        }

        return settings;
    }
}
