namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>Units of loss.</summary>
internal static class Nats
{
    /// <summary>Bits of one nat, 1 / ln 2. A token of CharLm is a character (a byte), so nats x this are bits per character.</summary>
    public const double Bits = 1.4426950408889634;
}
