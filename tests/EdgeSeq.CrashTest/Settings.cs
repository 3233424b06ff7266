using System.Globalization;

namespace EdgeSeq.CrashTest;

/// <summary>What the command line asks for.</summary>
/// <param name="Steps">Updates of the whole run, which its schedule is for.</param>
/// <param name="Until">Updates after which this process ends.</param>
/// <param name="Every">Updates from checkpoint to checkpoint.</param>
/// <param name="Folder">Of the checkpoints; null for none.</param>
/// <param name="GoOn">Whether a checkpoint that cannot be saved is reported and done without; else it ends the run.</param>
internal sealed record Settings(int Steps, int Until, int Every, string? Folder, bool GoOn)
{
    public const string Usage = "usage: crashtest [--steps N] [--until N] [--every N] [--checkpoint-dir FOLDER] [--on-failure stop|go-on]";

    /// <returns>Null if an argument is not understood.</returns>
    public static Settings? Parse(string[] arguments)
    {
        var settings = new Settings(Steps: 2000, Until: int.MaxValue, Every: 1, Folder: null, GoOn: false);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            bool isCount = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0;
            Settings? next = (arguments[i], value) switch
            {
                ("--steps", _) when isCount => settings with { Steps = count },
                ("--until", _) when isCount => settings with { Until = count },
                ("--every", _) when isCount => settings with { Every = count },
                ("--checkpoint-dir", not "") => settings with { Folder = value },
                ("--on-failure", "stop") => settings with { GoOn = false },
                ("--on-failure", "go-on") => settings with { GoOn = true },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            settings = next;
        }

        return settings;
    }
}
