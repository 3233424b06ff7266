using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Networks;

/// <summary>Some numbers of a node's value, side by side.</summary>
/// <param name="Node">Its place among the nodes.</param>
/// <param name="First">The first number.</param>
/// <param name="Count">How many.</param>
internal sealed record Part(int Node, int First, int Count);

/// <summary>What a name stands for: parts of nodes, one behind the other. Joining and cutting are no nodes; what reads a value takes its parts.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="IsLast">True where only the value after the last step counts.</param>
/// <param name="Pace">Every how many steps of the sequence there is one.</param>
internal sealed record Value(EquatableArray<Part> Parts, bool IsLast = false, int Pace = 1)
{
    /// <summary>Numbers at one step.</summary>
    public int Size => Parts.Sum(part => part.Count);

    /// <summary>Some of its numbers.</summary>
    public Value Slice(int first, int count)
    {
        var parts = new List<Part>();
        int start = 0;
        foreach (Part part in Parts)
        {
            int from = Math.Max(first, start), to = Math.Min(first + count, start + part.Count);
            if (from < to)
            {
                parts.Add(new Part(part.Node, part.First + from - start, to - from));
            }

            start += part.Count;
        }

        return this with { Parts = new(parts) };
    }

    /// <summary>The values one behind the other; parts that follow one another become one.</summary>
    public static Value Join(IEnumerable<Value> values)
    {
        var parts = new List<Part>();
        (bool isLast, int pace) = (false, 1);
        foreach (Value value in values)
        {
            (isLast, pace) = (isLast | value.IsLast, value.Pace);
            foreach (Part part in value.Parts)
            {
                if (parts.Count > 0 && parts[parts.Count - 1] is var last && last.Node == part.Node && last.First + last.Count == part.First)
                {
                    parts[parts.Count - 1] = last with { Count = last.Count + part.Count };
                }
                else
                {
                    parts.Add(part);
                }
            }
        }

        return new Value(new(parts), isLast, pace);
    }
}
