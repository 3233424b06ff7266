using EdgeSeq.Models;
using EdgeSeq.Shapes;

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
    /// <param name="tied">What is no more than a copy of another parameter.</param>
    /// <param name="trainableOffset">First float of its parameter block that learns.</param>
    /// <param name="trainedSize">Floats that learn.</param>
    public static UpdateRun[] Of(TrainerOptions options, ModelShape model, string prefix, TiedWeights tied, int trainableOffset, int trainedSize)
    {
        if (options.Groups.Count == 0 && tied.IsEmpty)
        {
            return [new(0, trainedSize, options.Optimizer, 1)];
        }

        var blocks = new UpdateRun[trainedSize / PanelLayout.BlockSize];
        Array.Fill(blocks, new(0, 0, options.Optimizer, 1));
        foreach (ParameterGroup group in options.Groups)
        {
            group.Apply(blocks, model, prefix, trainableOffset);
        }

        tied.Freeze(blocks, trainableOffset);
        return Merged(blocks);
    }

    /// <summary>Sets the rule of a parameter's blocks.</summary>
    /// <param name="blocks">The rule of every block that learns.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="trainableOffset">First float of its parameter block that learns.</param>
    /// <param name="rule">What was the rule, and what is.</param>
    public static void Change(UpdateRun[] blocks, ParameterInfo parameter, int trainableOffset, Func<UpdateRun, UpdateRun> rule)
    {
        UpdateRun changed = rule(blocks[BlockOf(parameter, 0, 0, trainableOffset)]);
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j += PanelLayout.BlockSize)
            {
                blocks[BlockOf(parameter, k, j, trainableOffset)] = changed;
            }
        }
    }

    private static int BlockOf(ParameterInfo parameter, int row, int column, int trainableOffset) => (parameter.Layout.IndexOf(row, column) - trainableOffset) / PanelLayout.BlockSize;

    private static UpdateRun[] Merged(UpdateRun[] blocks)
    {
        List<UpdateRun> runs = [];
        for (int block = 0; block < blocks.Length; block++)
        {
            (int first, int end) = (block * PanelLayout.BlockSize, (block + 1) * PanelLayout.BlockSize);
            if (runs is [.., var last] && last with { First = 0, End = 0 } == blocks[block])
            {
                runs[^1] = last with { End = end };
            }
            else
            {
                runs.Add(blocks[block] with { First = first, End = end });
            }
        }

        return [.. runs];
    }
}
