using System.Globalization;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;
using EdgeSeq.Targets.Tool.Verify;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Targets.Tool;

/// <summary>The shape of a file whose cell or network is its author's own: the metadata say all of it, equations included, and compiling it says the rest.</summary>
internal static class OwnShape
{
    /// <summary>Reads a header.</summary>
    /// <exception cref="ModelFormatException">The metadata say no model.</exception>
    public static ModelShape Of(SafetensorsHeader header)
    {
        string cell = Text(SafetensorsFormat.CellKey);
        if (!SyntaxFacts.IsValidIdentifier(cell))
        {
            throw new ModelFormatException($"The metadata have {SafetensorsFormat.CellKey} {JsonFields.Quote(cell)}, which is no name of a type.");
        }

        var declared = new ModelShape("The file", null, [.. Text(SafetensorsFormat.HiddenKey).Split(',').Select(size => Number(size, SafetensorsFormat.HiddenKey))], [], [])
        {
            CellName = cell,
            Equations = header.Metadata.GetValueOrDefault(SafetensorsFormat.EquationsKey) ?? "",
            Network = header.Metadata.GetValueOrDefault(SafetensorsFormat.NetworkKey) ?? "",
            Vocabulary = Size(SafetensorsFormat.VocabularyKey),
            Inputs = Size(SafetensorsFormat.InputsKey),
            Embedding = Size(SafetensorsFormat.EmbeddingKey),
            Outputs = Size(SafetensorsFormat.OutputsKey),
            Head = Member<Head>(SafetensorsFormat.HeadKey),
            Readout = Member<Readout>(SafetensorsFormat.ReadoutKey),
            Direction = Member<Direction>(SafetensorsFormat.DirectionKey),
        };
        try
        {
            var compiled = (ModelShape)CompiledShape.Of(declared).GetProperty(nameof(ISequenceModel.Shape))!.GetValue(null)!;
            return compiled with { Name = declared.Name, StateBits = ModelMetadata.StateBitsOf(header.Metadata) };
        }
        catch (NotSupportedException e)
        {
            throw new ModelFormatException($"The metadata say no model. {e.Message}", e);
        }

        string Text(string key) => header.Metadata.TryGetValue(key, out string? text) ? text
            : throw new ModelFormatException($"The file is for a cell of its author's own, but its metadata have no {key}.");

        int Size(string key) => Number(Text(key), key);

        TEnum Member<TEnum>(string key)
            where TEnum : struct, Enum => Enum.TryParse(Text(key), out TEnum value) && Enum.IsDefined(value) ? value
            : throw new ModelFormatException($"The metadata have {key} {JsonFields.Quote(Text(key))}, which is none.");
    }

    private static int Number(string text, string key) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new ModelFormatException($"The metadata have {key} {JsonFields.Quote(text)}, which is no size.");
}
