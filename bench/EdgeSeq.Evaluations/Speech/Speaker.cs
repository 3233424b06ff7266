using System.Diagnostics;

namespace EdgeSeq.Evaluations.Speech;

/// <summary>Text as sound, by the speech synthesiser espeak-ng where it is installed: many voices, and nothing to download.</summary>
internal static class Speaker
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 22_050;

    private const string Program = "espeak-ng";
    private const int WavHeader = 44;

    /// <summary>Whether the synthesiser is there.</summary>
    public static bool IsThere
    {
        get
        {
            try
            {
                return Say("en-us", 150, 50, "yes").Length > Rate / 10;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>What a voice says, -1 to 1.</summary>
    /// <param name="voice">An accent and a variant: <c>en-us+f3</c>.</param>
    /// <param name="rate">Words a minute.</param>
    /// <param name="pitch">0 to 99.</param>
    /// <param name="text">The text.</param>
    public static float[] Say(string voice, int rate, int pitch, string text)
    {
        var start = new ProcessStartInfo(Program, ["-v", voice, "-s", $"{rate}", "-p", $"{pitch}", "--stdout", text]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var sound = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(sound);
        process.WaitForExit();
        if (process.ExitCode != 0 || sound.Length <= WavHeader)
        {
            throw new InvalidDataException($"{Program} did not say \"{text}\" as {voice}: {process.StandardError.ReadToEnd()}");
        }

        ReadOnlySpan<byte> bytes = sound.ToArray().AsSpan(WavHeader);
        float[] samples = new float[bytes.Length / 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BitConverter.ToInt16(bytes[(2 * i)..]) / 32768f;
        }

        return samples;
    }
}
