using EdgeSeq.Shapes;
using EdgeSeq.Text;

namespace EdgeSeq.Models;

/// <summary>What a model carries besides its weights: whatever makes numbers of it meaningful.</summary>
/// <param name="shape">The shape, which it must suit.</param>
internal sealed class ModelDescription(ModelShape shape)
{
    /// <summary>The vocabulary of the text.</summary>
    /// <exception cref="ArgumentException">It has more tokens than the shape.</exception>
    public Vocabulary? Vocabulary
    {
        get;
        set
        {
            value?.RequireFits(shape);
            field = value;
        }
    }

    /// <summary>What a decoder reads before its first token.</summary>
    /// <exception cref="ArgumentException">It is no token of the shape.</exception>
    public int? StartToken
    {
        get;
        set => field = value is null || (uint)value < (uint)shape.Vocabulary ? value
            : throw new ArgumentException($"The start token is {value}; {(shape.Vocabulary > 0 ? $"tokens of {shape.Name} are 0 to {shape.Vocabulary - 1}" : $"{shape.Name} reads no tokens")}.", nameof(value));
    }

    /// <summary>Free texts by key.</summary>
    public MetadataTable Metadata { get; } = new();

    /// <summary>How numbers enter and leave the model.</summary>
    /// <exception cref="ArgumentException">It is for other sizes.</exception>
    public Normalizer? Normalizer
    {
        get;
        set
        {
            value?.RequireFits(shape);
            field = value;
        }
    }

    /// <summary>Names of the outputs.</summary>
    /// <exception cref="ArgumentException">There are not O, or one is no line.</exception>
    public IReadOnlyList<string>? Labels { get; set => field = Lines(value, shape.Outputs, "labels, one an output"); }

    /// <summary>Units of the inputs.</summary>
    /// <exception cref="ArgumentException">There are not D, or one is no line.</exception>
    public IReadOnlyList<string>? InputUnits { get; set => field = Lines(value, shape.Inputs, "units, one an input number"); }

    /// <summary>Units of the outputs.</summary>
    /// <exception cref="ArgumentException">There are not O, or one is no line.</exception>
    public IReadOnlyList<string>? OutputUnits { get; set => field = Lines(value, shape.Outputs, "units, one an output"); }

    /// <summary>From where on an output counts.</summary>
    /// <exception cref="ArgumentException">There are not O, or one is not finite.</exception>
    public float[]? Thresholds
    {
        get;
        set
        {
            RequireCount(value?.Length ?? shape.Outputs, shape.Outputs, "thresholds, one an output");
            foreach (float threshold in value ?? [])
            {
                if (!float.IsFinite(threshold))
                {
                    throw new ArgumentException("A threshold is NaN or infinite.", nameof(value));
                }
            }

            field = value;
        }
    }

    /// <summary>Takes over what another one says, of the same shape.</summary>
    public void CopyFrom(ModelDescription other)
    {
        (Vocabulary, Normalizer, Labels) = (other.Vocabulary, other.Normalizer, other.Labels);
        (InputUnits, OutputUnits, Thresholds, StartToken) = (other.InputUnits, other.OutputUnits, other.Thresholds, other.StartToken);
        Metadata.CopyFrom(other.Metadata);
    }

    private static string[]? Lines(IReadOnlyList<string>? texts, int count, string what)
    {
        if (texts is null)
        {
            return null;
        }

        RequireCount(texts.Count, count, what);
        List<string> lines = [];
        foreach (string text in texts)
        {
            ArgumentNullException.ThrowIfNull(text, nameof(texts));
            MetadataTable.RequireWhole(text, nameof(texts));
            if (text.AsSpan().ContainsAny('\n', '\r'))
            {
                throw new ArgumentException($"A text holds the end of a line; {what}, are a line each.", nameof(texts));
            }

            lines.Add(text);
        }

        return [.. lines];
    }

    private static void RequireCount(int found, int expected, string what)
    {
        if (found != expected)
        {
            throw new ArgumentException($"There are {found} {what}; expected {expected}.");
        }
    }
}
