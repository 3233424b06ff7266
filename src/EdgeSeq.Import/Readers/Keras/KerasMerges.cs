using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>The layers of Keras that read several values (keras/src/layers/merging).</summary>
internal static class KerasMerges
{
    /// <summary>Adds one of them.</summary>
    /// <returns>What comes out; null if the layer is none of them.</returns>
    public static string? Add(ForeignModel model, KerasConfig layer, string[] from)
    {
        switch (layer.Type)
        {
            case "Concatenate":
                // A whole number of an axis below 0 is no size, so it is compared as a number.
                layer.Refuse("an axis other than the last", layer.Config.Find("axis") is { } axis && axis.Number is not (-1 or 2));
                return model.Join(layer.Name, from);
            case "Add":
                return Each(" + ");
            case "Subtract":
                return Each(" - ");
            case "Multiply":
                return Each(" * ");
            case "Average":
                return model.Pointwise(layer.Name, $"({Terms(" + ")}) / {from.Length}", from);
            case "Maximum" or "Minimum":
                string function = layer.Type == "Maximum" ? "max" : "min";
                return model.Pointwise(layer.Name, Enumerable.Range(1, from.Length - 1).Aggregate("{0}", (text, i) => $"{function}({text}, {{{i}}})"), from);
            default:
                return null;
        }

        string Each(string sign) => model.Pointwise(layer.Name, Terms(sign), from);

        string Terms(string sign) => string.Join(sign, Enumerable.Range(0, from.Length).Select(i => $"{{{i}}}"));
    }
}
