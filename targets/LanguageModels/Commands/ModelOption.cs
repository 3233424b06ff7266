using System.CommandLine;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>Options that several commands have.</summary>
internal static class ModelOption
{
    /// <summary>The model to use.</summary>
    public static Option<string> Create() =>
        new("--model") { Description = "A model that train --save wrote.", HelpName = "FILE", Required = true };

    /// <summary>The text to continue.</summary>
    public static Option<string> Prompt(string description) =>
        new("--prompt") { Description = description, HelpName = "TEXT", DefaultValueFactory = _ => "" };
}
