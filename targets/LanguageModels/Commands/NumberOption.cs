using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>Options that take a number within a range, with one message for what is no number and what is out of range.</summary>
internal static class NumberOption
{
    /// <summary>An option with a default.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="least">Smallest value.</param>
    /// <param name="most">Largest value.</param>
    /// <param name="default">If it is not given.</param>
    public static Option<T> Create<T>(string name, string description, T least, T most, T @default)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = HelpName<T>(),
            DefaultValueFactory = _ => @default,
            CustomParser = result => Parse(name, result, least, most) ?? @default,
        };

    /// <summary>An option that may be left out.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="least">Smallest value.</param>
    /// <param name="most">Largest value.</param>
    public static Option<T?> CreateOptional<T>(string name, string description, T least, T most)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = HelpName<T>(),
            CustomParser = result => Parse(name, result, least, most),
        };

    private static T? Parse<T>(string name, ArgumentResult result, T least, T most)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        NumberStyles style = IsWhole<T>() ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
        {
            return value;
        }

        string kind = IsWhole<T>() ? "a whole number" : "a number";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}': it must be {kind} from {least} to {most}."));
        return null;
    }

    private static string HelpName<T>() => IsWhole<T>() ? "N" : "X";

    private static bool IsWhole<T>() => typeof(T) == typeof(int) || typeof(T) == typeof(ulong);
}
