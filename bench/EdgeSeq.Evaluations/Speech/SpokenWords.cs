namespace EdgeSeq.Evaluations.Speech;

/// <summary>Words and digits in many voices. Voices that test are never trained on, and neither are the accents of one of the tests.</summary>
internal static class SpokenWords
{
    public static readonly string[] Commands = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "start", "light"];

    public static readonly string[] Digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private static readonly string[] s_accents = ["en-us", "en-gb"], s_otherAccents = ["en-gb-scotland", "en-029", "en-gb-x-gbcwmd", "en-gb-x-gbclan"];
    private static readonly string[] s_variants = ["m1", "m2", "m3", "m4", "m5", "f1", "f2", "f3"], s_otherVariants = ["m6", "m7", "f4", "f5"];

    private static readonly int[] s_rates = [125, 150, 175, 200];

    /// <summary>Voices to learn from.</summary>
    public static IEnumerable<string> TrainingVoices => Voices(s_accents, s_variants);

    /// <summary>Others of the same accents.</summary>
    public static IEnumerable<string> UnseenVoices => Voices(s_accents, s_otherVariants);

    /// <summary>Others of other accents.</summary>
    public static IEnumerable<string> UnseenAccents => Voices(s_otherAccents, s_otherVariants);

    /// <summary>Every command by every voice.</summary>
    public static Utterance[] Words(IEnumerable<string> voices, int times, ulong seed)
    {
        var random = new RandomGenerator(seed);
        return [.. from voice in voices from word in Enumerable.Range(0, Commands.Length) from _ in Enumerable.Range(0, times) select Say(voice, Commands[word], [word], random)];
    }

    /// <summary>Strings of two to five digits by every voice.</summary>
    public static Utterance[] Numbers(IEnumerable<string> voices, int times, ulong seed)
    {
        var random = new RandomGenerator(seed);
        return [.. from voice in voices from _ in Enumerable.Range(0, times)
                   let digits = Enumerable.Range(0, 2 + random.NextInt32(4)).Select(_ => random.NextInt32(10)).ToArray()
                   select Say(voice, string.Join(' ', digits.Select(digit => Digits[digit])), digits, random)];
    }

    private static Utterance Say(string voice, string text, int[] labels, RandomGenerator random) =>
        new(Speaker.Say(voice, s_rates[random.NextInt32(s_rates.Length)], 20 + random.NextInt32(60), text), labels);

    private static IEnumerable<string> Voices(string[] accents, string[] variants) => from accent in accents from variant in variants select $"{accent}+{variant}";
}
