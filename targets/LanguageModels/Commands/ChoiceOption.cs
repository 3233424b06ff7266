using System.CommandLine;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>Options that take one of a few names.</summary>
internal static class ChoiceOption
{
    /// <summary>An option that is null if it is not given.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="choices">What may be given, and what it stands for.</param>
    /// <param name="default">For the help: the name of what null stands for.</param>
    public static Option<T?> Create<T>(string name, string description, IReadOnlyList<(string Name, T Value)> choices, string @default)
        where T : struct
    {
        string names = string.Join('|', choices.Select(c => c.Name));
        var option = new Option<T?>(name)
        {
            Description = $"{description} [default: {@default}]",
            HelpName = names,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (choices.Any(c => c.Name == text))
                {
                    return choices.First(c => c.Name == text).Value;
                }

                result.AddError($"{name} is '{text}': it must be one of {names.Replace("|", ", ", StringComparison.Ordinal)}.");
                return null;
            },
        };
        option.CompletionSources.Add([.. choices.Select(c => c.Name)]);
        return option;
    }
}
