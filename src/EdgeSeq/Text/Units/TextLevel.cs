namespace EdgeSeq.Text;

/// <summary>What a token stands for.</summary>
public enum TextLevel
{
    /// <summary>One byte: 256 tokens, any file, nothing unknown.</summary>
    Byte,

    /// <summary>One Unicode scalar value (rune).</summary>
    Character,

    /// <summary>
    /// One grapheme cluster, what a reader takes for one character (Unicode Standard Annex 29): a letter with the marks on it, an
    /// emoji with its modifiers, CR LF (but two, where a line feed is the end of a sentence). One of more than 128 bytes is cut
    /// there. Clusters are those of the .NET that runs, whatever the machine has, so another version of .NET may cut rare ones
    /// differently.
    /// </summary>
    Grapheme,

    /// <summary>
    /// One word, number or punctuation mark. A word is a run of letters and the marks on them, with apostrophes (' or ’)
    /// between two letters: <c>don't</c>. A number is a run of decimal digits, with points or commas between two digits:
    /// <c>1,000.5</c>. Every other character is a token of its own, but white space only separates. A word or number of
    /// more than 128 bytes, in small letters if it is read as such, is cut there. What is a letter is said by the .NET that runs.
    /// </summary>
    Word,
}
