using EdgeSeq.Shapes;

namespace EdgeSeq.Targets.Tool;

/// <summary>What a model of a shape costs.</summary>
internal static class Cost
{
    /// <summary>Multiply-adds of one step; a token without a learned vector picks its row of W and multiplies nothing.</summary>
    public static long MultiplyAdds(ModelShape shape)
    {
        if (shape.Network.Length > 0)
        {
            return shape.Parameters.Where(p => p.Kind is ParameterKind.Recurrent || (p.Kind == ParameterKind.Input && p.Rows != shape.Vocabulary)).Sum(p => (long)p.Rows * p.Columns);
        }

        if (shape.Cell is not { } cell)
        {
            return shape.Parameters.Where(p => p.Kind is ParameterKind.Recurrent or ParameterKind.Head || (p.Kind == ParameterKind.Input && (p.Layer > 0 || shape.Vocabulary == 0 || shape.Embedding > 0)))
                .Sum(p => (long)p.Rows * p.Columns);
        }

        long sum = 0, directions = shape.Direction == Direction.Both ? 2 : 1, gates = ExpectedTensors.GatesOf(cell);
        long inputs = shape.Vocabulary > 0 ? shape.Embedding : shape.Inputs;
        foreach (int hidden in shape.HiddenSizes)
        {
            sum += directions * gates * hidden * (inputs + hidden);
            inputs = directions * hidden;
        }

        return sum + (inputs * shape.Outputs);
    }
}
