using System.Globalization;
using EdgeSeq.Storage;

namespace EdgeSeq.Training.Checkpoints;

/// <summary>What a checkpoint holds besides tensors, and how it stands in the metadata of the file.</summary>
/// <param name="Optimizer">Name of the update rule.</param>
/// <param name="Progress">Counters of the trainer.</param>
/// <param name="Random">State of the caller's random generator; null if it has none.</param>
/// <param name="Position">The caller's own bytes.</param>
internal sealed record CheckpointText(string Optimizer, TrainerProgress Progress, ulong[]? Random, byte[] Position)
{
    private const string VersionKey = "checkpoint_version", Version = "1";
    private const string OptimizerKey = "optimizer", StepKey = "step", RejectedKey = "rejected", PowersKey = "beta_powers";
    private const string RandomKey = "random", PositionKey = "position";

    /// <summary>Texts by key. Numbers are written so that they come back to the bit.</summary>
    public IEnumerable<KeyValuePair<string, string>> Write()
    {
        yield return new(VersionKey, Version);
        yield return new(OptimizerKey, Optimizer);
        yield return new(StepKey, Progress.StepCount.ToString(CultureInfo.InvariantCulture));
        yield return new(RejectedKey, Progress.RejectedCount.ToString(CultureInfo.InvariantCulture));
        yield return new(PowersKey, string.Create(CultureInfo.InvariantCulture, $"{Progress.Powers.Beta1:R} {Progress.Powers.Beta2:R}"));
        yield return new(PositionKey, Convert.ToBase64String(Position));
        if (Random is not null)
        {
            yield return new(RandomKey, string.Join(' ', Random.Select(word => word.ToString("x16", CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">A text is missing, or is not what must stand there.</exception>
    public static CheckpointText Read(Dictionary<string, string> metadata)
    {
        if (Text(VersionKey) != Version)
        {
            throw Wrong(VersionKey, Version);
        }

        return new(
            Text(OptimizerKey), new(Count(StepKey), Count(RejectedKey), Powers()), metadata.ContainsKey(RandomKey) ? RandomState() : null, Bytes());

        string Text(string key) => metadata.TryGetValue(key, out string? text) ? text
            : throw new ModelFormatException($"The file has no {key}; a checkpoint has one. Is it a model alone?");

        ModelFormatException Wrong(string key, string expected) => new($"The file has {key} {JsonFields.Quote(Text(key))}; expected {expected}.");

        long Count(string key) => long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count
            : throw Wrong(key, "a whole number from 0 on");

        BetaPowers Powers() => Text(PowersKey).Split(' ', 3) is [var first, var second] && IsPower(first, out double beta1) && IsPower(second, out double beta2)
            ? new(beta1, beta2)
            : throw Wrong(PowersKey, "two numbers from 0 to 1");

        ulong[] RandomState()
        {
            string[] words = Text(RandomKey).Split(' ', RandomGenerator.StateSize + 1);
            ulong[] state = new ulong[RandomGenerator.StateSize];
            bool isState = words.Length == state.Length;
            for (int i = 0; isState && i < state.Length; i++)
            {
                isState = ulong.TryParse(words[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out state[i]);
            }

            return isState && state.Any(word => word != 0) ? state : throw Wrong(RandomKey, $"{state.Length} hexadecimal words, not all zero");
        }

        byte[] Bytes()
        {
            string text = Text(PositionKey);
            byte[] bytes = new byte[text.Length];
            return Convert.TryFromBase64String(text, bytes, out int count) ? bytes[..count] : throw Wrong(PositionKey, "Base64");
        }
    }

    private static bool IsPower(string text, out double power) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out power) && power is >= 0 and <= 1;
}
