namespace EdgeSeq.Evaluations.Generated;

/// <summary>A date, spelt as by <see cref="DateSpellings"/>, somewhere in a note: "ask about the rent by 3 march 1998 or leave it". The note's length is chosen.</summary>
internal static class DatedNotes
{
    private static readonly string[] Words =
    [
        "ask", "about", "the", "rent", "by", "or", "leave", "it", "please", "call", "before", "we", "go", "to", "town", "with", "paper", "and", "keys", "from", "old", "house", "near",
        "river", "when", "shop", "opens", "bring", "both", "letters", "for", "clerk", "if", "rain", "stops", "wait", "at", "gate", "until", "noon",
    ];

    /// <summary>A note and its date.</summary>
    /// <param name="random">Which date, which words.</param>
    /// <param name="unseen">True for one of the dates that are kept from training.</param>
    /// <param name="length">Letters of the note; a few less where no word fits.</param>
    public static (string Note, string Date) Draw(RandomGenerator random, bool unseen, int length)
    {
        (string note, string date) = DateSpellings.Draw(random, unseen);
        for (string word = Word(random); note.Length + 1 + word.Length <= length; word = Word(random))
        {
            note = random.NextInt32(2) == 0 ? $"{word} {note}" : $"{note} {word}";
        }

        return (note, date);
    }

    private static string Word(RandomGenerator random) => Words[random.NextInt32(Words.Length)];
}
