using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Parsing;

/// <summary>To how many bits a declaration rounds what weights of 8 bits multiply, and whether sums of such products fit 32 bits.</summary>
internal static class StateBitsReader
{
    private const string Option = "StateBits";

    /// <returns>A member of <see cref="StateFormat.All"/>; 8 bits where it is left out, or wrong.</returns>
    public static int Read(AttributeReader attribute, ProblemList problems)
    {
        if (!attribute.Has(Option))
        {
            return StateFormat.Bits8.Bits;
        }

        int bits = attribute.Integer(Option);
        if (StateFormat.All.Any(format => format.Bits == bits))
        {
            return bits;
        }

        problems.AddAtOption(attribute.PlaceOf(Option), DiagnosticDescriptors.NotAMember, Option, $"{bits}", string.Join(", ", StateFormat.All.Select(format => format.Bits)));
        return StateFormat.Bits8.Bits;
    }

    /// <summary>Refuses the option beside weights that multiply states as they are.</summary>
    public static void CheckWeights(AttributeReader attribute, WeightKind weights, ProblemList problems)
    {
        if (attribute.Has(Option) && weights != WeightKind.Int8)
        {
            problems.AddAtOption(attribute.PlaceOf(Option), DiagnosticDescriptors.Contradiction, $"StateBits and WeightType.{weights}", "only weights of 8 bits multiply rounded states: leave it out, or declare Weights = WeightType.Int8");
        }
    }

    /// <summary>Refuses layers whose sums would not fit 32 bits.</summary>
    public static void CheckSums(AttributeReader attribute, ModelSpec spec, CellDefinition cell, ProblemList problems)
    {
        if (spec.Weights != WeightKind.Int8)
        {
            return;
        }

        var states = StateFormat.Of(spec.StateBits);
        Require("Embedding", "Embedding", spec.Embedding);
        Require(attribute.Has("HiddenSizes") ? "HiddenSizes" : "Hidden", "The inputs of the widest product", WidestProduct(spec, cell.Read(spec.Settings)));

        void Require(string option, string what, int inputs)
        {
            if (inputs > states.MaxInputs)
            {
                (string with, string otherwise) = states.Bits == 8 ? ("weights of 8 bits", "") : ($"StateBits = {states.Bits}", ", as far as sums fit 32 bits, or leave StateBits out");
                problems.AddAtOption(attribute.PlaceOf(option), DiagnosticDescriptors.SizeOutOfRange, $"{what} with {with}", $"{inputs}", "1", $"{states.MaxInputs}", otherwise);
            }
        }
    }

    /// <summary>The largest state, or states of both directions, that bytes multiply: within a layer, in the next one, in the output layer.</summary>
    private static int WidestProduct(ModelSpec spec, CellRows rows)
    {
        int widest = 0;
        for (int layer = 0; layer < spec.HiddenSizes.Count; layer++)
        {
            int hidden = spec.HiddenSizes[layer];
            bool isRead = layer < spec.HiddenSizes.Count - 1 || spec.Head is HeadKind.Softmax or HeadKind.Sigmoid;
            IEnumerable<int> sizes = rows.Affine.Where(row => row.Recurrent is not null).Select(row => SizeOf(row.Operand!));
            widest = sizes.Append(isRead ? (spec.IsBidirectional ? 2 : 1) * SizeOf("h") : 0).Append(widest).Max();

            int SizeOf(string name) => rows.SizeOf(name) is > 0 and var size ? size : hidden;
        }

        return widest;
    }
}
