using EdgeSeq.Shapes;
using EdgeSeq.Storage;
using EdgeSeq.Training.Groups;

namespace EdgeSeq.Training;

/// <summary>
/// Parameters that are trained in another way than the rest. Where several groups have a parameter it takes from each what that says; where two say
/// the same thing, the later one in <see cref="TrainerOptions.Groups"/> counts.
/// </summary>
public sealed record ParameterGroup
{
    /// <summary>The parameters of some tensors.</summary>
    /// <param name="names">
    /// Names of tensors as model files and PyTorch have them: <c>embedding.weight</c>, <c>rnn.weight_hh_l0</c>, <c>head.bias</c>, in a network the row's
    /// name in front; <c>*</c> stands for any characters. Of an encoder-decoder behind <c>encoder.</c> or <c>decoder.</c>. A name that fits nothing is an error of the trainer's.
    /// </param>
    /// <exception cref="ArgumentException">There is no name, or one is empty.</exception>
    public ParameterGroup(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Length == 0 || Array.Exists(names, string.IsNullOrEmpty))
        {
            throw new ArgumentException("A group has the names of its tensors, such as \"embedding.weight\" or \"rnn.*\".", nameof(names));
        }

        Names = [.. names];
    }

    private ParameterGroup(bool isVectors) => (Names, IsVectors) = ([], isVectors);

    /// <summary>
    /// All that is no matrix: biases, the gains and shifts of norms, vectors and single numbers of a cell of one's own. They are few and multiply nothing, so decay
    /// is mostly left to matrices: <c>ParameterGroup.BiasesAndVectors with { Decay = 0 }</c>.
    /// </summary>
    public static ParameterGroup BiasesAndVectors { get; } = new(isVectors: true);

    /// <summary>Names and patterns, as given; empty for <see cref="BiasesAndVectors"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What the schedule's rate is multiplied by, at least 0; null, the default, for what other groups say, or 1.</summary>
    public float? RateFactor { get; init; }

    /// <summary>The decay in place of the optimiser's <c>L2</c> (of <see cref="AdamW"/> its <c>Decay</c>), at least 0; null, the default, for what other groups say, or the optimiser's.</summary>
    public float? Decay { get; init; }

    /// <summary>
    /// Whether the parameters stay as they are: no update, no decay, no moments, and no part in the gradient's norm. Their gradients are computed all the same. Default false.
    /// </summary>
    public bool IsFrozen { get; init; }

    /// <summary>Whether it has all that is no matrix.</summary>
    internal bool IsVectors { get; }

    /// <exception cref="ArgumentException">A number is out of range.</exception>
    internal void Validate()
    {
        Require.That(RateFactor is null or (>= 0 and < float.PositiveInfinity), RateFactor ?? 0, "it must be at least 0 and finite, or null", nameof(RateFactor));
        Require.That(Decay is null or (>= 0 and < float.PositiveInfinity), Decay ?? 0, "it must be at least 0 and finite, or null", nameof(Decay));
    }

    // What follows are methods of a group, so that a program without groups is compiled without them (.ci/budgets).

    /// <summary>Checks that each name is one of some model.</summary>
    /// <param name="models">The models, each with what stands before the names of its tensors.</param>
    /// <exception cref="ArgumentException">A name fits no tensor.</exception>
    internal void RequireTensors(ReadOnlySpan<(ModelShape Shape, string Prefix)> models)
    {
        List<string> tensors = [], shapes = [];
        foreach ((ModelShape shape, string prefix) in models)
        {
            shapes.Add(shape.Name);
            foreach (CanonicalTensor tensor in CanonicalTensors.Of(shape))
            {
                tensors.Add(prefix + tensor.Name);
            }
        }

        foreach (string name in Names)
        {
            if (!tensors.Exists(tensor => Fits(name, tensor)))
            {
                throw new ArgumentException(
                    $"{nameof(TrainerOptions.Groups)} names \"{name}\", which fits no tensor of {string.Join(" or ", shapes)}; the nearest is \"{NearestName.Of(name, tensors)}\". "
                    + $"There are {string.Join(", ", tensors)}.");
            }
        }
    }

    /// <summary>Changes the rule of all parameters that it has.</summary>
    /// <param name="blocks">The rule of every block that learns.</param>
    /// <param name="model">The model.</param>
    /// <param name="prefix">Stands before the names of its tensors.</param>
    /// <param name="trainableOffset">First float of its parameter block that learns.</param>
    internal void Apply(UpdateRun[] blocks, ModelShape model, string prefix, int trainableOffset)
    {
        foreach (CanonicalTensor tensor in CanonicalTensors.Of(model))
        {
            foreach (CanonicalSlot slot in tensor.Slots)
            {
                if (slot.Parameter is { } parameter && parameter.Layout.Offset >= trainableOffset && Has(parameter, prefix + tensor.Name))
                {
                    UpdateRuns.Change(blocks, parameter, trainableOffset, Changed);
                }
            }
        }
    }

    private UpdateRun Changed(UpdateRun rule) => rule with
    {
        Optimizer = IsFrozen ? null : Decay is { } own ? rule.Optimizer?.WithDecay(own) : rule.Optimizer,
        RateFactor = RateFactor ?? rule.RateFactor,
    };

    private bool Has(ParameterInfo parameter, string tensor)
    {
        bool has = IsVectors && parameter.Kind is (ParameterKind.Bias or ParameterKind.HeadBias or ParameterKind.Vector or ParameterKind.Scalar);
        foreach (string name in Names)
        {
            has |= Fits(name, tensor);
        }

        return has;
    }

    private static bool Fits(string pattern, string tensor) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, tensor, ignoreCase: false);
}
