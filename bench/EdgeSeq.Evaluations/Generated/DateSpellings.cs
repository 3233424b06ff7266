using System.Globalization;

namespace EdgeSeq.Evaluations.Generated;

/// <summary>
/// Dates in many spellings and in the one of ISO 8601: "3 march 1998", "tue, mar 3rd 1998", "3.3.98" are 1998-03-03. Numbers alone stand day
/// first; years of two digits are 1950 to 2049. Every tenth date is never seen in training.
/// </summary>
internal static class DateSpellings
{
    private const string Letters = " ,./-'0123456789abcdefghijklmnopqrstuvwxyz", Digits = "0123456789-";

    /// <summary>V of the source.</summary>
    public const int SourceVocabulary = 42;

    /// <summary>V of the target: digits, the hyphen and the end.</summary>
    public const int TargetVocabulary = 12;

    /// <summary>The token that ends a target.</summary>
    public const int Stop = TargetVocabulary - 1;

    /// <summary>Tokens of the longest source.</summary>
    public const int SourceWindow = 32;

    /// <summary>Tokens of a target, its end included.</summary>
    public const int TargetWindow = 11;

    private static readonly DateTime First = new(1950, 1, 1);
    private static readonly int Days = (new DateTime(2050, 1, 1) - First).Days;

    private static readonly Func<DateTime, string>[] Spellings =
    [
        d => $"{d.Day} {Month(d)} {d.Year}",
        d => $"{d.Day} {Month(d)[..3]} {d.Year}",
        d => $"{d.Day:00}-{Month(d)[..3]}-{d.Year}",
        d => $"{Month(d)} {d.Day}, {d.Year}",
        d => $"{Month(d)[..3]} {d.Day} {d.Year}",
        d => $"{d.Day}{Ordinal(d.Day)} of {Month(d)} {d.Year}",
        d => $"{Month(d)} {d.Day}{Ordinal(d.Day)}, {d.Year}",
        d => $"{Weekday(d)}, {d.Day} {Month(d)} {d.Year}",
        d => $"{Weekday(d)[..3]}, {Month(d)[..3]} {d.Day}{Ordinal(d.Day)} {d.Year}",
        d => $"{d.Day}.{d.Month}.{d.Year}",
        d => $"{d.Day:00}/{d.Month:00}/{d.Year}",
        d => $"{d.Day}.{d.Month}.{d.Year % 100:00}",
        d => $"{d.Day} {Month(d)[..3]} '{d.Year % 100:00}",
        d => $"{d.Year} {Month(d)} {d.Day}",
        d => $"{d.Year}/{d.Month:00}/{d.Day:00}",
    ];

    /// <summary>A date in a random spelling and in the one of ISO 8601.</summary>
    /// <param name="random">Which date, which spelling.</param>
    /// <param name="unseen">True for one of the dates that are kept from training.</param>
    public static (string Source, string Target) Draw(RandomGenerator random, bool unseen)
    {
        int day;
        do
        {
            day = random.NextInt32(Days);
        }
        while ((day % 10 == 7) != unseen);

        DateTime date = First.AddDays(day);
        return (Spellings[random.NextInt32(Spellings.Length)](date), date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>Tokens of a source, last letter first: then the first letters of source and target stand close (Sutskever et al. 2014).</summary>
    public static int[] Encode(string source) => [.. source.Reverse().Select(letter => Letters.IndexOf(letter, StringComparison.Ordinal))];

    /// <summary>Tokens of a target and its end.</summary>
    public static int[] EncodeTarget(string target) => [.. target.Select(letter => Digits.IndexOf(letter, StringComparison.Ordinal)), Stop];

    /// <summary>The text of written tokens.</summary>
    public static string Decode(ReadOnlySpan<int> tokens) => string.Concat(tokens.ToArray().Select(token => Digits[token]));

    private static string Month(DateTime date) => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(date.Month).ToLowerInvariant();

    private static string Weekday(DateTime date) => date.DayOfWeek.ToString().ToLowerInvariant();

    private static string Ordinal(int day) => (day % 10, day / 10) switch { (1, not 1) => "st", (2, not 1) => "nd", (3, not 1) => "rd", _ => "th" };
}
