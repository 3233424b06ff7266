using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks.Functions;

/// <summary>
/// <c>attentionpool(a, e)</c>: the mean of a over time, each step weighted by exp(e): Z. Yang et al. (2016), "Hierarchical attention networks". One score a step,
/// or one for each number of a. The softmax runs along (M. Milakov, N. Gimelshein 2018), so that a stream has it at every step.
/// </summary>
internal sealed class AttentionPoolFunction() : NodeFunction("attentionpool", "attentionpool(h, dense(tanh(dense(h, 16)), 1))")
{
    /// <summary>Until the first step nothing is kept; the least of a difference and 0 keeps exp finite there.</summary>
    private const string Equations = """
        began' = 1
        top' = began * max(top, score) + (1 - began) * score
        keep = began * exp(min(top - top', 0))
        new = exp(score - top')
        total' = keep * total + new
        mean' = keep * mean + new * in1
        h' = mean' / total'
        """;

    public override Value Make(NodeCall call)
    {
        Value operand = call.Takes(2, 2).Value(0), score = call.Value(1);
        NetworkReader.RequireSteps(operand, call.Expression);
        NetworkReader.RequireSteps(score, call.Expression);
        Paces.Of([operand, score], call.Expression.Arguments, call.Expression);
        if (score.Size != 1 && score.Size != operand.Size)
        {
            throw new EquationSyntaxException(
                $"\"{call.Expression.Arguments[1]}\" has {score.Size} numbers: a score has one, or as many as \"{call.Expression.Arguments[0]}\", which has {operand.Size}.", call.Expression.Mark);
        }

        bool isOne = score.Size != operand.Size;
        string equations = $"input in1\ninput in2{(isOne ? "[1]" : "")}\nscore = {(isOne ? "sum(in2)" : "in2")}\n{Equations}";
        return call.Reader.AddEquations(call.Name, "Attention over time", equations, [operand, score], [], call.Expression.Mark) with { IsLast = true };
    }
}
