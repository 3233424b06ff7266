using System.Collections.Immutable;
using System.Collections.ObjectModel;
using EdgeSeq.Memory;
using EdgeSeq.Models;
using EdgeSeq.Quantization;
using EdgeSeq.Shapes;
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
    /// <summary>The scales of the rows of those tensors whose numbers are whole numbers of 8 bits times a scale.</summary>
    public IReadOnlyDictionary<string, float[]> Scales { get; init; } = ReadOnlyDictionary<string, float[]>.Empty;

    /// <summary>Whether its matrices are of bfloat16, and are written so.</summary>
    public bool HasHalves { get; init; }

    /// <summary>The whole numbers and scales of the file; null where there are none, or nobody asks.</summary>
    public ScaledWeights? Scaled { get; init; }

    /// <summary>The name of a tensor of a recurrent layer.</summary>
    /// <param name="tensor">Such as <c>weight_ih</c>.</param>
    /// <param name="layer">0 for the first.</param>
    /// <param name="direction">1 for the one from the end.</param>
    public static string NameOf(string tensor, int layer, int direction) => NameOf(CanonicalTensors.RecurrentModule, tensor, layer, direction);

    /// <summary>The name of a tensor of a recurrent layer of any module.</summary>
    public static string NameOf(string module, string tensor, int layer, int direction) => $"{module}.{tensor}_l{layer}{(direction == 1 ? "_reverse" : "")}";

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
        Dictionary<string, float[]> tensors = new(StringComparer.Ordinal), scales = new(StringComparer.Ordinal);
        ImmutableArray<CanonicalTensor> stored = CanonicalTensors.Of(TShape.Shape);
        CanonicalWeights.RequireFinite(stored, model.HeldParameters, "weight");
        foreach (CanonicalTensor tensor in stored)
        {
            float[] values = new float[tensor.Length];
            tensor.Read(model.HeldParameters, 0, values);
            tensors.Add(tensor.Name, values);
            if (Int8Tensors.CodecOf(tensor) is not null)
            {
                scales.Add(tensor.Name, Int8Tensors.ScalesOf(tensor, model.HeldParameters));
            }
        }

        return new(TShape.Shape, tensors, model.Description) { Scales = scales, HasHalves = TShape.Shape.Weights == WeightType.BFloat16 };
    }

    /// <summary>Replaces weights, and what it carries, of a model of the same shape; if anything is wrong, the model is as before.</summary>
    /// <param name="model">The model.</param>
    /// <param name="roundPairs">Whether whole numbers that a shape of weights of 8 bits has no place for are rounded again.</param>
    /// <exception cref="ModelFormatException">A number is not finite, stands where the cell has no place for it, or cannot be rounded.</exception>
    public void CopyTo<TShape>(Model<TShape> model, bool roundPairs)
        where TShape : struct, ISequenceModel
    {
        ImmutableArray<CanonicalTensor> expected = CanonicalTensors.Of(TShape.Shape);
        CanonicalWeights.Check(expected, TShape.Shape.CellName, tensor => Tensors[tensor.Name]);
        using Lifetime.Use use = model.Lifetime.Enter();
        if (TShape.Shape.Weights == WeightType.Float32)
        {
            CanonicalWeights.Import(expected, tensor => Tensors[tensor.Name], model.HeldParameters);
        }
        else
        {
            float[] block = new float[TShape.ParameterSize];
            Round(TShape.Shape, expected, roundPairs, block);
            block.CopyTo(model.HeldParameters);
        }

        model.Description.CopyFrom(Description);
    }

    private void Round(ModelShape shape, ImmutableArray<CanonicalTensor> expected, bool roundPairs, float[] block)
    {
        if (Scaled is not null)
        {
            Scaled.Write(expected, Tensors, shape.CellName, roundPairs, block);
            return;
        }

        var wide = new WideBlock(shape);
        CanonicalWeights.Import(CanonicalTensors.Of(wide.Shape), tensor => Tensors[tensor.Name], wide.Floats);
        if (TooLarge.In(wide.Floats, wide.Shape.Parameters, shape.Parameters) is { } fault)
        {
            throw new ModelFormatException($"{fault}.");
        }

        wide.RoundInto(block);
    }
}
