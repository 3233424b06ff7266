namespace EdgeSeq.Generators.Declaration;

/// <summary>
/// How an operand of weights of 8 bits is rounded: to so many steps on either side of 0, written in digits that are bytes. Every digit is multiplied as a byte is; between
/// two of them the sum is shifted by <see cref="DigitBits"/>, so that it is exact too.
/// </summary>
/// <param name="Bits">Bits of the whole number, its sign among them.</param>
/// <param name="Digits">Bytes that hold it.</param>
/// <param name="Steps">The largest whole number.</param>
/// <param name="MaxInputs">Inputs of a product whose sum fits 32 bits.</param>
internal sealed record StateFormat(int Bits, int Digits, int Steps, int MaxInputs)
{
    /// <summary>Bits of every digit but the first: 0 to 127 is a byte with and without a sign.</summary>
    public const int DigitBits = 7;

    /// <summary>One byte. Of an unsigned operand an input adds up to 255 * 128 / 2, and as much again for the correction.</summary>
    public static StateFormat Bits8 { get; } = new(8, 1, 127, 65_536);

    /// <summary>127 * 128 steps: the upper byte is one of 8 bits, the lower one what is left. An input adds up to 16,256 * 127.</summary>
    public static StateFormat Bits15 { get; } = new(15, 2, 127 << DigitBits, int.MaxValue / ((127 << DigitBits) * 127));

    /// <summary>In names of what makes and multiplies them.</summary>
    public string Name => Digits == 1 ? "Bytes" : "Digits";

    public static IReadOnlyList<StateFormat> All { get; } = [Bits8, Bits15];

    /// <summary>The format of so many bits, of which there is one.</summary>
    public static StateFormat Of(int bits) => All.First(format => format.Bits == bits);
}
