using System.Collections.Immutable;
using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq;

/// <content>Learned vectors multiplied into the weights that read them.</content>
public sealed partial class Model<TShape>
{
    /// <summary>
    /// The model with its learned vectors of tokens multiplied into the weights of the first layer, <c>W' = W E</c>, so that a token picks its row of W' instead of being multiplied by W, and
    /// with all that it carries. A step then costs a row of W' where it cost the product; a file has V instead of E columns. For inference: what is trained on has V columns of its own.
    /// Products are summed in double precision and rounded once, so outputs differ by rounding (docs/numerics.md). Nobody may write this model meanwhile.
    /// </summary>
    /// <typeparam name="TFolded">A shape that is declared like this one, without <see cref="SequenceModelAttribute.Embedding"/>.</typeparam>
    /// <exception cref="ArgumentException">The shapes differ in more than that, this one has no learned vectors, is a network, or has other weights than floats.</exception>
    /// <exception cref="ModelFormatException">A weight is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Model<TFolded> FoldEmbedding<TFolded>()
        where TFolded : struct, ISequenceModel
    {
        ModelShape to = TFolded.Shape;
        RequireFoldable(Shape, to);
        Dictionary<string, CanonicalTensor> own = new(StringComparer.Ordinal);
        foreach (CanonicalTensor tensor in CanonicalTensors.Of(Shape))
        {
            own.Add(tensor.Name, tensor);
        }

        Model<TFolded> folded = Model<TFolded>.Blank();
        try
        {
            using Lifetime.Use use = _lifetime.Enter(), other = folded.Lifetime.Enter();
            float[] vectors = Read(own[$"{CanonicalTensors.EmbeddingModule}.weight"]);
            ImmutableArray<CanonicalTensor> tensors = CanonicalTensors.Of(to);
            Dictionary<string, float[]> values = new(StringComparer.Ordinal);
            foreach (CanonicalTensor tensor in tensors)
            {
                float[] numbers = Read(own[tensor.Name]);
                values.Add(tensor.Name, numbers.Length == tensor.Length ? numbers : Product(numbers, vectors, Shape.Embedding));
            }

            CanonicalWeights.Check(tensors, to.CellName, tensor => values[tensor.Name]);
            CanonicalWeights.Import(tensors, tensor => values[tensor.Name], folded.HeldParameters);
            folded.Description.CopyFrom(Description);
            return folded;
        }
        catch
        {
            folded.Dispose();
            throw;
        }

        float[] Read(CanonicalTensor tensor)
        {
            float[] numbers = new float[tensor.Length];
            tensor.Read(HeldParameters, 0, numbers);
            return numbers;
        }
    }

    /// <summary>Rows of W times rows of E: what each output takes of each token.</summary>
    private static float[] Product(float[] weights, float[] vectors, int size)
    {
        int outputs = weights.Length / size, tokens = vectors.Length / size;
        float[] product = new float[outputs * tokens];
        for (int i = 0; i < product.Length; i++)
        {
            int row = i / tokens * size, vector = i % tokens * size;
            double sum = 0;
            for (int k = 0; k < size; k++)
            {
                sum += weights[row + k] * (double)vectors[vector + k];
            }

            product[i] = (float)sum;
        }

        return product;
    }

    private static void RequireFoldable(ModelShape from, ModelShape to)
    {
        bool isSame = from.Network.Length == 0 && from.Embedding > 0 && to.Embedding == 0 && from.Codec is null && to.Codec is null
            && from.Cell == to.Cell && from.Equations == to.Equations && from.Network == to.Network && from.Vocabulary == to.Vocabulary && from.Head == to.Head && from.Outputs == to.Outputs
            && from.Readout == to.Readout && from.Direction == to.Direction && from.LeakRate == to.LeakRate && from.HiddenSizes.AsSpan().SequenceEqual(to.HiddenSizes.AsSpan());
        if (!isSame)
        {
            throw new ArgumentException($"Learned vectors are folded into a shape that is declared alike, but for Embedding, both with weights of floats: {from}, E = {from.Embedding}; {to}, E = {to.Embedding}.");
        }
    }
}
