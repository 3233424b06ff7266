using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Training.Groups;

/// <summary>
/// Cuts the parameter block of a model into runs that are updated alike. Each block of 16 floats belongs to one parameter, whatever its panels,
/// so rules for tensors become rules for blocks.
/// </summary>
internal static class UpdateRuns
{
    /// <summary>The runs of a model.</summary>
    /// <param name="options">The groups and the rule.</param>
    /// <param name="model">The model.</param>
    /// <param name="prefix">Stands before the names of its tensors.</param>
    /// <param name="trainableOffset">First float of its parameter block that learns.</param>
    /// <param name="trainedSize">Floats that learn.</param>
    public static UpdateRun[] Of(TrainerOptions options, ModelShape model, string prefix, int trainableOffset, int trainedSize)
    {
        TiedOutput? tied = options.TiesOutput ? TiedOutput.Of(model) : null;
        if (options.Groups.Count == 0 && tied is null)
        {
            return [new(0, trainedSize, options.Optimizer, 1)];
        }

        UpdateRun rest = new(0, 0, options.Optimizer, 1);
        var rules = new UpdateRun[trainedSize / PanelLayout.BlockSize];
        Array.Fill(rules, rest);
        foreach (CanonicalTensor tensor in CanonicalTensors.Of(model))
        {
            foreach (CanonicalSlot slot in tensor.Slots)
            {
                if (slot.Parameter is { } parameter && parameter.Layout.Offset >= trainableOffset)
                {
                    UpdateRun rule = tied?.IsCopy(parameter) == true ? rest with { Optimizer = null } : RuleOf(options, parameter, prefix + tensor.Name);
                    Fill(rules, parameter, trainableOffset, rule);
                }
            }
        }

        return Merged(rules);
    }

    /// <summary>Checks that each name is one of some model.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="models">The models, each with what stands before the names of its tensors.</param>
    /// <exception cref="ArgumentException">A name fits no tensor.</exception>
    public static void Validate(IReadOnlyList<ParameterGroup> groups, params (ModelShape Shape, string Prefix)[] models)
    {
        if (groups.Count == 0)
        {
            return;
        }

        string[] tensors = [.. models.SelectMany(model => CanonicalTensors.Of(model.Shape).Select(tensor => model.Prefix + tensor.Name))];
        foreach (string name in groups.SelectMany(group => group.Names))
        {
            if (!tensors.Any(tensor => Fits(name, tensor)))
            {
                throw new ArgumentException(
                    $"{nameof(TrainerOptions.Groups)} names \"{name}\", which fits no tensor of {string.Join(" or ", models.Select(model => model.Shape.Name))}; the nearest is \"{NearestName.Of(name, tensors)}\". "
                    + $"There are {string.Join(", ", tensors)}.", nameof(groups));
            }
        }
    }

    private static UpdateRun RuleOf(TrainerOptions options, ParameterInfo parameter, string tensor)
    {
        float? rate = null, decay = null;
        bool isFrozen = false;
        bool isVector = parameter.Kind is ParameterKind.Bias or ParameterKind.HeadBias or ParameterKind.Vector or ParameterKind.Scalar;
        foreach (ParameterGroup group in options.Groups)
        {
            if (group.IsVectors ? isVector : group.Names.Any(name => Fits(name, tensor)))
            {
                rate = group.RateFactor ?? rate;
                decay = group.Decay ?? decay;
                isFrozen |= group.IsFrozen;
            }
        }

        return new(0, 0, isFrozen ? null : decay is { } own ? options.Optimizer.WithDecay(own) : options.Optimizer, rate ?? 1);
    }

    private static bool Fits(string pattern, string tensor) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, tensor, ignoreCase: false);

    private static void Fill(UpdateRun[] rules, ParameterInfo parameter, int offset, UpdateRun rule)
    {
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j += PanelLayout.BlockSize)
            {
                rules[(parameter.Layout.IndexOf(k, j) - offset) / PanelLayout.BlockSize] = rule;
            }
        }
    }

    private static UpdateRun[] Merged(UpdateRun[] rules)
    {
        List<UpdateRun> runs = [];
        for (int block = 0; block < rules.Length; block++)
        {
            (int first, int end) = (block * PanelLayout.BlockSize, (block + 1) * PanelLayout.BlockSize);
            if (runs is [.., var last] && last with { First = 0, End = 0 } == rules[block])
            {
                runs[^1] = last with { End = end };
            }
            else
            {
                runs.Add(rules[block] with { First = first, End = end });
            }
        }

        return [.. runs];
    }
}
