namespace EdgeSeq.Generators.Equations;

/// <summary>What one pre-activation takes of a sum: a product of x, a product of something else, a bias.</summary>
internal sealed class AffineTerms
{
    public MatrixProduct? Input { get; private set; }

    public MatrixProduct? Recurrent { get; private set; }

    public Variable? Bias { get; private set; }

    /// <summary>Its parameters.</summary>
    public IEnumerable<(string Name, Mark Mark)> Parameters => new Expression?[] { Input, Recurrent, Bias }.OfType<Expression>()
        .Select(term => (term is MatrixProduct product ? product.Matrix : ((Variable)term).Name, term.Mark));

    /// <summary>Takes a term; false where it has one of that kind.</summary>
    public bool TryTake(Expression term)
    {
        switch (term)
        {
            case MatrixProduct { Operand: Variable { Name: "x" } } product when Input is null:
                Input = product;
                return true;
            case MatrixProduct { Operand: not Variable { Name: "x" } } product when Recurrent is null:
                Recurrent = product;
                return true;
            case Variable bias when Bias is null:
                Bias = bias;
                return true;
            default:
                return false;
        }
    }
}
