using System.Collections.Immutable;
using EdgeSeq.Memory;
using EdgeSeq.Models;
using EdgeSeq.Storage;


namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// A model as its file holds it: what is declared, and float32 tensors under the names of PyTorch. It needs no compiled shape,
/// so files can be converted without one.
/// </summary>
/// <param name="Shape">What is declared; parameters and gates may be left out.</param>
/// <param name="Tensors">Numbers by name, as <c>docs/files.md</c> lays them out.</param>
/// <param name="Description">What it carries besides.</param>
internal sealed record NamedModel(ModelShape Shape, IReadOnlyDictionary<string, float[]> Tensors, ModelDescription Description)
{
    /// <summary>The name of a tensor of a recurrent layer.</summary>
    /// <param name="tensor">Such as <c>weight_ih</c>.</param>
    /// <param name="layer">0 for the first.</param>
    /// <param name="direction">1 for the one from the end.</param>
    public static string NameOf(string tensor, int layer, int direction) =>
        $"{CanonicalTensors.RecurrentModule}.{tensor}_l{layer}{(direction == 1 ? "_reverse" : "")}";

    /// <summary>The learned vectors of the tokens.</summary>
    public const string EmbeddingWeight = CanonicalTensors.EmbeddingModule + ".weight";

    /// <summary>The weights of the output layer.</summary>
    public const string HeadWeight = CanonicalTensors.HeadModule + ".weight";

    /// <summary>The bias of the output layer.</summary>
    public const string HeadBias = CanonicalTensors.HeadModule + ".bias";

    /// <summary>The tensors of a model.</summary>
    /// <exception cref="InvalidOperationException">A number is not finite.</exception>
    public static NamedModel Of<TShape>(Model<TShape> model)
        where TShape : struct, ISequenceModel
    {
        using Lifetime.Use use = model.Lifetime.Enter();
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        ImmutableArray<CanonicalTensor> stored = CanonicalTensors.Of(TShape.Shape);
        CanonicalWeights.RequireFinite(stored, model.HeldParameters, "weight");
        foreach (CanonicalTensor tensor in stored)
        {
            float[] values = new float[tensor.Length];
            tensor.Read(model.HeldParameters, 0, values);
            tensors.Add(tensor.Name, values);
        }

        return new(TShape.Shape, tensors, model.Description);
    }

    /// <summary>Replaces weights, and what it carries, of a model of the same shape; if anything is wrong, the model is as before.</summary>
    /// <exception cref="ModelFormatException">A number is not finite, or stands where the cell has no place for it.</exception>
    /// <exception cref="NotSupportedException">The model has weights of 8 bits.</exception>
    public void CopyTo<TShape>(Model<TShape> model)
        where TShape : struct, ISequenceModel
    {
        if (TShape.Shape.Weights != WeightType.Float32)
        {
            throw new NotSupportedException($"{TShape.Shape.Name} has weights of 8 bits, and ONNX files are read into floats: import into a shape of the same sizes without Weights, and round its model with Quantize.");
        }

        ImmutableArray<CanonicalTensor> expected = CanonicalTensors.Of(TShape.Shape);
        CanonicalWeights.Check(expected, TShape.Shape.CellName, tensor => Tensors[tensor.Name]);
        using Lifetime.Use use = model.Lifetime.Enter();
        CanonicalWeights.Import(expected, tensor => Tensors[tensor.Name], model.HeldParameters);
        model.Description.CopyFrom(Description);
    }
}
