namespace EdgeSeq.Text;

/// <summary>Which sentences of a text.</summary>
public enum SentencePart
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those that are not held out.</summary>
    Training,

    /// <summary>Those that are held out for validation.</summary>
    HeldOut,
}
