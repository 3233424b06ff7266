namespace EdgeSeq.Storage;

/// <summary>One tensor as a file's header describes it; nothing of it is trusted.</summary>
/// <param name="Dtype">Type of number.</param>
/// <param name="Dimensions">Sizes.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
internal sealed record SafetensorsEntry(string Dtype, long[] Dimensions, long Begin, long End);
