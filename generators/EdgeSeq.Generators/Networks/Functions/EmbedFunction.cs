using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary>
/// <c>embed(x, 16)</c>: the learned vector of the token. <c>embed(slice(x, 0, 3), 96, 16)</c>: those of three tokens that stand as numbers in the input, side by
/// side.
/// </summary>
internal sealed class EmbedFunction() : NodeFunction("embed", "embed(x, 16) or, of tokens among numbers, embed(slice(x, 0, 3), 96, 16)")
{
    /// <summary>Whole numbers that a float tells apart.</summary>
    private const int MaxVocabulary = 16_777_216;

    public override Value Make(NodeCall call)
    {
        if (call.Takes(2, 3).Expression.Arguments.Count == 2)
        {
            return Token(call);
        }

        return Lookup(call, isBag: false);
    }

    /// <summary>Learned vectors of tokens among the numbers that come in.</summary>
    public static Value Lookup(NodeCall call, bool isBag)
    {
        Call written = call.Expression;
        int vocabulary = call.Integer(1, "The vocabulary", 1, MaxVocabulary), size = Size(call, 2);
        Value tokens = call.Reader.Evaluate(written.Arguments[0], call.Name);
        if (call.Reader.Input.IsToken || tokens.Parts.Count != 1 || tokens.Parts[0].Node != 0)
        {
            throw new EquationSyntaxException(
                $"\"{written.Arguments[0]}\" holds no tokens: {written.Function} with a vocabulary takes numbers of the input, as in {written.Function}(slice(x, 0, 3), 96, 16) with Inputs.", written.Mark);
        }

        var node = new GraphLookup(call.Name, tokens, vocabulary, size, isBag);
        return node.Size <= NetworkReader.MaxUnits * 16 ? call.Reader.Add(node)
            : throw new EquationSyntaxException($"The vectors of {tokens.Size} tokens are {node.Size} numbers side by side: take shorter ones, or bag for their sum.", written.Mark);
    }

    private static Value Token(NodeCall call)
    {
        int size = Size(call, 1);
        return call.Reader.IsToken(call.Reader.Evaluate(call.Expression.Arguments[0], call.Name)) ? call.Reader.Add(new GraphEmbedding(call.Name, size)) : throw new EquationSyntaxException(
            "\"x\" is a vector here: say how many tokens its numbers tell apart, as in embed(slice(x, 0, 1), 96, 16); dense(x, 16) makes a vector of other numbers.", call.Expression.Mark);
    }

    private static int Size(NodeCall call, int index) => call.Integer(index, "The size of the learned vectors", 1, NetworkReader.MaxUnits);
}
