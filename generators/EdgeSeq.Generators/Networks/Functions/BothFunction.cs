using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary><c>both(Lstm(x, 32))</c>: a recurrent layer in both directions, side by side.</summary>
internal sealed class BothFunction() : NodeFunction("both", "both(Lstm(x, 32))")
{
    public override Value Make(NodeCall call) => call.Takes(1, 1).Expression.Arguments[0] is Call cell && call.Reader.IsCell(cell.Function)
        ? call.Reader.AddCell(cell, call.Name, isBidirectional: true)
        : throw new EquationSyntaxException("Only a recurrent layer reads in both directions, as in both(Lstm(x, 32)).", call.Expression.Mark);
}
