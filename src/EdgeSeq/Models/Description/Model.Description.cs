using EdgeSeq.Models;
using EdgeSeq.Text;

namespace EdgeSeq;

/// <content>What a model carries besides its weights. All of it is saved with the model and read back.</content>
public sealed partial class Model<TShape>
{
    /// <summary>The vocabulary of the text that the model is trained on. Null, the default, if there is none.</summary>
    /// <exception cref="ArgumentException">It has more tokens than the shape.</exception>
    public Vocabulary? Vocabulary
    {
        get => Description.Vocabulary;
        set => Description.Vocabulary = value;
    }

    /// <summary>
    /// How numbers enter and leave the model: with one, everything over the model takes and gives numbers in the units of the data. Losses
    /// are of normalised numbers. Null, the default, leaves them as they are. Set it before anything reads the model.
    /// </summary>
    /// <exception cref="ArgumentException">It is for other sizes, or for outputs of a head that is not linear.</exception>
    public Normalizer? Normalizer
    {
        get => Description.Normalizer;
        set => Description.Normalizer = value;
    }

    /// <summary>
    /// The token that a decoder reads before its first one, where it was trained with one: <see cref="BeamSearch{TShape}"/> begins with it, and so do those of
    /// <c>EdgeSeq.Translation</c>, in training too. Null, the default, for the zero input.
    /// </summary>
    /// <exception cref="ArgumentException">It is no token of the shape.</exception>
    public int? StartToken
    {
        get => Description.StartToken;
        set => Description.StartToken = value;
    }

    /// <summary>Free texts by key.</summary>
    public MetadataTable Metadata => Description.Metadata;

    /// <summary>Names of the O outputs, such as classes; a line each. Null, the default, if there are none.</summary>
    /// <exception cref="ArgumentException">There are not O, or one is no line of text.</exception>
    public IReadOnlyList<string>? Labels
    {
        get => Description.Labels;
        set => Description.Labels = value;
    }

    /// <summary>Units of the D input numbers. Null, the default, if nothing is said.</summary>
    /// <exception cref="ArgumentException">There are not D, or one is no line of text.</exception>
    public IReadOnlyList<string>? InputUnits
    {
        get => Description.InputUnits;
        set => Description.InputUnits = value;
    }

    /// <summary>Units of the O outputs. Null, the default, if nothing is said.</summary>
    /// <exception cref="ArgumentException">There are not O, or one is no line of text.</exception>
    public IReadOnlyList<string>? OutputUnits
    {
        get => Description.OutputUnits;
        set => Description.OutputUnits = value;
    }

    /// <summary>
    /// From where on each output counts: as a yes of a sigmoid, or an error as an anomaly. The program that reads the model applies them.
    /// Null, the default, if nothing is said.
    /// </summary>
    /// <exception cref="ArgumentException">There are not O, or one is not finite.</exception>
    public IReadOnlyList<float>? Thresholds
    {
        get => Description.Thresholds;
        set => Description.Thresholds = value?.ToArray();
    }

    /// <summary>All of it.</summary>
    internal ModelDescription Description { get; } = new(TShape.Shape);
}
