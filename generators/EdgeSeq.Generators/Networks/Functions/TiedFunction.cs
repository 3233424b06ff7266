using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary>
/// <c>tied(h, e)</c>: a dense layer with one unit a token, whose weights are the learned vectors of <c>e = embed(x, 16)</c>: O. Press, L. Wolf (2017). Its bias is its own.
/// </summary>
internal sealed class TiedFunction() : ProductFunction("tied", "tied(h, e) below e = embed(x, 16)")
{
    public override NetworkProduct Product(NodeCall call)
    {
        Value operand = call.Takes(2, 2).Value(0);
        Expression named = call.Expression.Arguments[1];
        if (named is not Variable vectors || call.Reader.VectorsOf(vectors.Name) is not { } table)
        {
            throw new EquationSyntaxException($"\"{named}\" is no row of learned vectors: tied takes the name of the row that looks them up, as in {Usage}.", named.Mark.Length == 0 ? call.Expression.Mark : named.Mark);
        }

        if (operand.Size != table.Size)
        {
            throw new EquationSyntaxException(
                $"\"{call.Expression.Arguments[0]}\" has {operand.Size} numbers, and a vector of \"{named}\" has {table.Size}: put a dense layer between them, as in tied(dense(h, {table.Size}), {named}).", call.Expression.Mark);
        }

        return table.Vocabulary <= NetworkReader.MaxUnits ? new(operand, table.Vocabulary, TiedTo: $"{vectors.Name}.E") : throw new EquationSyntaxException(
            $"\"{named}\" tells {table.Vocabulary} tokens apart, and a layer has at most {NetworkReader.MaxUnits} units: take a smaller vocabulary.", named.Mark);
    }
}
