namespace EdgeSeq;

/// <summary>Which steps of a sequence have an output.</summary>
public enum Readout
{
    /// <summary>Every step: labelling, language models, forecasting.</summary>
    Every,

    /// <summary>The last step of each row: classification of whole sequences. In both directions, the last state of each.</summary>
    Last,
}
