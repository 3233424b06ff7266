namespace EdgeSeq.Text;

/// <summary>What a unit of text is read as.</summary>
internal enum UnitKind
{
    /// <summary>A token of its own, or <c>&lt;UNK&gt;</c>.</summary>
    Token,

    /// <summary>Nothing: it only separates.</summary>
    Space,

    /// <summary>The token <c>&lt;EOS&gt;</c>.</summary>
    EndOfSentence,
}
