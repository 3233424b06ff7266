namespace EdgeSeq.Generators.Networks.Functions;

/// <summary>
/// <c>embed(x, 16)</c>: the learned vector of the token. <c>embed(slice(x, 0, 3), 96, 16)</c>: those of three tokens that stand as numbers in the input, side by
/// side.
/// </summary>
internal sealed class EmbedFunction() : NodeFunction("embed", "embed(x, 16) or, of tokens among numbers, embed(slice(x, 0, 3), 96, 16)")
{
    /// <summary>Whole numbers that a float tells apart.</summary>
    public const int MaxVocabulary = 16_777_216;

    public override Value Make(NodeCall call)
    {
        if (call.Takes(2, 3).Expression.Arguments.Count == 2)
        {
            return call.Reader.AddEmbedding(call.Name, call.Expression, Size(call, 1));
        }

        return call.Reader.AddLookup(call.Name, call.Expression, Vocabulary(call), Size(call, 2), isBag: false);
    }

    public static int Vocabulary(NodeCall call) => call.Integer(1, "The vocabulary", 1, MaxVocabulary);

    public static int Size(NodeCall call, int index) => call.Integer(index, "The size of the learned vectors", 1, NetworkReader.MaxUnits);
}
