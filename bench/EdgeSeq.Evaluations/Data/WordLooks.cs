namespace EdgeSeq.Evaluations.Data;

/// <summary>What can be seen of a word that is not known: capitals, digits, signs, and how long it is.</summary>
internal static class WordLooks
{
    private const int Kinds = 8, Lengths = 3;

    /// <summary>Distinct looks.</summary>
    public const int Count = Kinds * Lengths;

    /// <summary>The look of a word, 0 to <see cref="Count"/> - 1.</summary>
    public static int Of(string word)
    {
        int kind = word[0] switch
        {
            '#' => 0,
            _ when word.All(c => char.IsDigit(c) || char.IsPunctuation(c)) => word.Any(char.IsDigit) ? 1 : 2,
            _ when word.Any(char.IsDigit) => 3,
            _ when word.Length > 1 && word.All(char.IsUpper) => 4,
            _ when char.IsUpper(word[0]) => 5,
            _ when word.Any(char.IsUpper) => 6,
            _ => 7,
        };
        int length = word.Length switch { <= 3 => 0, <= 7 => 1, _ => 2 };
        return kind * Lengths + length;
    }
}
