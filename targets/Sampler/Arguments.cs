using System.Globalization;

namespace EdgeSeq.Targets.Sampler;

/// <summary>The command line: <c>sampler MODEL [LENGTH [TEMPERATURE [SEED]]]</c>.</summary>
/// <param name="Model">A safetensors file.</param>
/// <param name="Length">Bytes to write.</param>
/// <param name="Temperature">0 takes the likeliest byte, 1 draws as learned.</param>
/// <param name="Seed">The same seed gives the same text.</param>
internal readonly record struct Arguments(string Model, int Length, float Temperature, ulong Seed)
{
    /// <summary>How to call the program.</summary>
    public const string Usage =
        "usage: sampler MODEL [LENGTH [TEMPERATURE [SEED]]]\n"
        + "MODEL  a file that `charlm train --save` wrote: gru-reset-after, 128 units\n"
        + "LENGTH bytes to write, from 1 on (400); TEMPERATURE 0, or 0.01 to 100 (0.8); SEED a whole number (1)";

    /// <summary>Reads the command line.</summary>
    /// <returns>False if it cannot be understood.</returns>
    public static bool TryParse(ReadOnlySpan<string> args, out Arguments arguments)
    {
        int length = 400;
        float temperature = 0.8f;
        ulong seed = 1;
        bool valid = args.Length is >= 1 and <= 4 && args[0].Length > 0
            && (args.Length < 2 || (int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) && length > 0))
            && (args.Length < 3 || (float.TryParse(args[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out temperature)
                && temperature is 0 or (>= 0.01f and <= 100)))
            && (args.Length < 4 || ulong.TryParse(args[3], NumberStyles.None, CultureInfo.InvariantCulture, out seed));
        arguments = valid ? new(args[0], length, temperature, seed) : default;
        return valid;
    }
}
