using EdgeSeq.Shapes;

namespace EdgeSeq.Quantization;

/// <summary>Whether two shapes are declared alike but for their weights.</summary>
internal static class SameSizes
{
    /// <exception cref="ArgumentException">They are not, or the first has no floats or the second nothing else.</exception>
    public static void Require(ModelShape from, ModelShape to)
    {
        if (from.Codec is { } codec)
        {
            throw new ArgumentException($"{from.Name} has weights of {codec.Title} already; only floats are rounded.");
        }

        if (to.Codec is null)
        {
            throw new ArgumentException($"{to.Name} has weights of floats; declare it with Weights = WeightType.Int8 or WeightType.BFloat16.");
        }

        bool isSame = from.Cell == to.Cell && from.Equations == to.Equations && from.Network == to.Network && from.Vocabulary == to.Vocabulary && from.Inputs == to.Inputs
            && from.Embedding == to.Embedding && from.Head == to.Head && from.Outputs == to.Outputs && from.Readout == to.Readout && from.Direction == to.Direction
            && from.LeakRate == to.LeakRate && from.Parameters.Length == to.Parameters.Length;
        for (int i = 0; isSame && i < to.Parameters.Length; i++)
        {
            isSame = from.Parameters[i].Name == to.Parameters[i].Name && from.Parameters[i].Rows == to.Parameters[i].Rows && from.Parameters[i].Columns == to.Parameters[i].Columns;
        }

        if (!isSame)
        {
            throw new ArgumentException($"The shapes differ in more than their weights: {from}; {to}. Declare both alike, the second with Weights = WeightType.{to.Weights}.");
        }
    }
}
