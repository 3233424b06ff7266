using System.Globalization;
using EdgeSeq.Import.Writing;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Targets.Tool;

/// <summary>The shape of a safetensors file: sizes from its tensors, the rest from its metadata or, where it says nothing, assumed.</summary>
internal static class ShapeGuess
{
    /// <summary>Reads a header.</summary>
    /// <param name="header">The header.</param>
    /// <param name="readsTokens">Whether tokens come in, where neither the metadata nor an embedding says it; null if nobody knows.</param>
    /// <param name="assumed">Receives what the file does not say.</param>
    /// <param name="unknown">What may as well be otherwise, so that nothing should be made of the shape; null if there is no such thing.</param>
    /// <exception cref="ModelFormatException">The tensors are not those of a model.</exception>
    public static ModelShape Of(SafetensorsHeader header, bool? readsTokens, List<string> assumed, out string? unknown)
    {
        unknown = null;
        if (header.Metadata.ContainsKey(SafetensorsFormat.EquationsKey) || header.Metadata.ContainsKey(SafetensorsFormat.NetworkKey))
        {
            ModelShape own = OwnShape.Of(header);
            SafetensorsCheck.Require(header.Tensors, ExpectedTensors.In(header, own), $"a model of {own.CellName}");
            ModelMetadata.Require(header.Metadata, own, assumeCell: false);
            return own;
        }

        int directions = header.Tensors.ContainsKey(NamedModel.NameOf("weight_ih", 0, 1)) ? 2 : 1;
        List<int> hiddenSizes = [];
        while (header.Tensors.ContainsKey(NamedModel.NameOf("weight_hh", hiddenSizes.Count, 0)))
        {
            hiddenSizes.Add(Size(header, NamedModel.NameOf("weight_hh", hiddenSizes.Count, 0), 1));
        }

        int gates = hiddenSizes.Count > 0 ? Size(header, NamedModel.NameOf("weight_hh", 0, 0), 0) / hiddenSizes[0]
            : throw new ModelFormatException($"The file has no tensor {NamedModel.NameOf("weight_hh", 0, 0)}; other names of modules are mapped by {nameof(ModelFileOptions)}.");
        int inputs = Size(header, NamedModel.NameOf("weight_ih", 0, 0), 1);
        bool hasEmbedding = header.Tensors.ContainsKey(NamedModel.EmbeddingWeight), hasHead = header.Tensors.ContainsKey(NamedModel.HeadWeight);
        int outputs = hasHead ? Size(header, NamedModel.HeadWeight, 0) : 0;
        if (!hasEmbedding && readsTokens is null && !header.Metadata.ContainsKey(SafetensorsFormat.VocabularyKey) && outputs == inputs && inputs > 1)
        {
            unknown = $"whether one of {inputs} tokens comes in, or a vector of {inputs} numbers: as many come out, so it may be either";
        }

        int tokens = hasEmbedding ? Size(header, NamedModel.EmbeddingWeight, 0)
            : Said(SafetensorsFormat.VocabularyKey, readsTokens == true ? inputs : 0, text => int.Parse(text, CultureInfo.InvariantCulture));
        var shape = new ModelShape("The file", Said(SafetensorsFormat.CellKey, CellOf(gates), Member<Cell>), [.. hiddenSizes], [], [])
        {
            Vocabulary = tokens,
            Inputs = tokens > 0 ? 0 : inputs,
            Embedding = hasEmbedding ? inputs : 0,
            Direction = directions == 2 ? Direction.Both : Direction.Forward,
            Outputs = outputs,
            Head = hasHead ? Said(SafetensorsFormat.HeadKey, outputs == tokens ? Head.Softmax : Head.Linear, Member<Head>) : Head.None,
            Readout = Said(SafetensorsFormat.ReadoutKey, Readout.Every, Member<Readout>),
            LeakRate = header.Metadata.ContainsKey(SafetensorsFormat.LeakRateKey)
                ? Said(SafetensorsFormat.LeakRateKey, 1f, LeakRate) : 1,
            StateBits = ModelMetadata.StateBitsOf(header.Metadata),
        };
        SafetensorsCheck.Require(header.Tensors, ExpectedTensors.In(header, shape), Declaration.Of(shape));
        ModelMetadata.Require(header.Metadata, shape, assumeCell: true);
        return shape;

        T Said<T>(string key, T otherwise, Func<string, T> parse)
        {
            if (!header.Metadata.TryGetValue(key, out string? text))
            {
                assumed.Add($"{key} {otherwise}");
                return otherwise;
            }

            try
            {
                return parse(text);
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
            {
                throw new ModelFormatException($"The metadata have {key} {JsonFields.Quote(text)}, which is none.", e);
            }
        }
    }

    private static T Member<T>(string text)
        where T : struct, Enum => Enum.IsDefined(Enum.Parse<T>(text)) ? Enum.Parse<T>(text) : throw new FormatException();

    private static float LeakRate(string text) =>
        float.Parse(text, CultureInfo.InvariantCulture) is > 0 and <= 1 and var rate ? rate : throw new FormatException();

    private static Cell CellOf(int gates) => gates switch
    {
        1 => Cell.ElmanTanh,
        2 => Cell.GruSimplified,
        3 => Cell.GruResetAfter,
        4 => Cell.Lstm,
        _ => throw new ModelFormatException($"The recurrent weights have {gates} gates; cells have 1 to 4."),
    };

    /// <summary>A size of a matrix, from 1 to a million times a thousand, so that products of two fit.</summary>
    private static int Size(SafetensorsHeader header, string name, int axis) =>
        header.Tensors.TryGetValue(name, out SafetensorsEntry? entry) && entry.Dimensions is { Length: 2 } sizes && sizes.All(size => size is > 0 and < 1 << 24)
            && sizes[0] * sizes[1] <= int.MaxValue
            ? (int)entry.Dimensions[axis]
            : throw new ModelFormatException($"The file has no matrix {name}.");
}
