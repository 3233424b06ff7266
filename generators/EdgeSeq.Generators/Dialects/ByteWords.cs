namespace EdgeSeq.Generators.Dialects;

/// <summary>How an instruction set turns vectors of 32 bits into bytes and back, 16 numbers at a time.</summary>
/// <param name="Narrow">The low bytes of a block's vectors, {0} and on, as <c>Vector128&lt;byte&gt;</c>.</param>
/// <param name="Widen">16 signed bytes {0} as the block's vectors of ints.</param>
internal sealed record ByteWords(string Narrow, string[] Widen)
{
    /// <summary>In the operations that every vector of 128 bits has.</summary>
    public static ByteWords Vector128 { get; } = new(
        "Vector128.Narrow(Vector128.Narrow({0}, {1}), Vector128.Narrow({2}, {3})).AsByte()",
        [
            "Vector128.WidenLower(Vector128.WidenLower({0}))", "Vector128.WidenUpper(Vector128.WidenLower({0}))",
            "Vector128.WidenLower(Vector128.WidenUpper({0}))", "Vector128.WidenUpper(Vector128.WidenUpper({0}))",
        ]);
}
