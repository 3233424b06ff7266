using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Import.Readers.Onnx;

/// <content>Operators that move, cut and join numbers.</content>
internal sealed partial class OnnxOperators
{
    private static string Permuted(OnnxNode node, string axes)
    {
        IReadOnlyList<long> order = node.Find("perm")?.Integers is { Count: > 0 } said ? said : [.. Enumerable.Range(0, axes.Length).Reverse().Select(axis => (long)axis)];
        return order.Count == axes.Length && order.Distinct().Count() == order.Count && order.All(axis => axis >= 0 && axis < axes.Length) ? string.Concat(order.Select(axis => axes[(int)axis]))
            : throw node.Unfit($"it moves {order.Count} axes of {axes.Length}");
    }

    /// <summary>Axes of size 1 that go and come, and directions that are put side by side.</summary>
    private OnnxSignal Shaped(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        int rank = x.Axes.Length;
        switch (node.Operator)
        {
            case "Squeeze":
                long[] axes = file.Integers(node, "axes", 1) ?? [.. Enumerable.Range(0, rank).Where(axis => x.Axes[axis] == 'U' || (x.Axes[axis] == 'D' && x.Directions == 1)).Select(axis => (long)axis)];
                int[] gone = [.. axes.Select(axis => node.Axis(axis, rank)).OrderDescending()];
                return gone.Any(axis => x.Axes[axis] == 'F' || x.Axes[axis] == _time || (x.Axes[axis] == 'D' && x.Directions > 1)) ? throw node.Unfit("it removes an axis that has numbers")
                    : gone.Aggregate(x, (value, axis) => value.Without(axis));
            case "Unsqueeze":
                long[] added = file.Integers(node, "axes", 1) ?? throw node.Unfit("it has no axes");
                return added.Select(axis => node.Axis(axis, rank + added.Length)).Order().Aggregate(x, (value, axis) => value with { Axes = value.Axes.Insert(Math.Min(axis, value.Axes.Length), "U") });
            default:
                int wanted = node.Operator == "Flatten" ? 2 : file.Tensors.TryGetValue(node.Input(1), out OnnxTensor? shape) ? shape.Integers(node).Length
                    : file.Nodes.FirstOrDefault(maker => maker.Is("Concat") && maker.Output(0) == node.Input(1))?.Inputs.Count ?? throw node.Unfit("its shape is not known");
                int apart = x.Axes.IndexOf("DF", StringComparison.Ordinal), one = x.Axes.IndexOfAny(['U', 'D']);
                return wanted == rank && !x.Axes.Contains('D') && x.Axes[^1] == 'F' ? x
                    : wanted == rank - 1 && apart >= 0 && apart == rank - 2 ? x.Without(apart) with { Directions = 1 }
                    : wanted == rank - 1 && one >= 0 && x.Directions == 1 && x.Axes[^1] == 'F' ? x.Without(one)
                    : throw node.Unfit($"it makes {wanted} axes of {rank}, and may only put directions side by side or remove an axis of size 1");
        }
    }

    /// <summary>Numbers of a step, one direction, or the last step.</summary>
    private OnnxSignal Taken(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        long first, count;
        int axis;
        bool isGather = node.Operator == "Gather";
        if (isGather)
        {
            OnnxTensor index = file.Constant(node, 1, "its index");
            axis = node.Axis(node.Integer("axis", 0), x.Axes.Length);
            (first, count) = index.Integers(node) is [var one] ? (one, 1) : throw node.Unfit("it takes several places");
            isGather = index.Dimensions.Length == 0;
        }
        else
        {
            SliceBounds bounds = SliceBounds.Of(file, node);
            axis = bounds.Starts.Length == 1 ? node.Axis(bounds.Axis(0), x.Axes.Length) : throw node.Unfit("it cuts several axes");
            long size = x.Axes[axis] == 'F' ? model.SizeOf(x.Value) : x.Axes[axis] == 'D' ? x.Directions : int.MaxValue;
            (first, count, long step) = bounds.Of(0, size);
            first = size == int.MaxValue ? bounds.Starts[0] : first;
            count = step == 1 ? count : throw node.Unfit("it skips numbers");
        }

        char letter = x.Axes[axis];
        if (x.Stack is { } stack)
        {
            first = first < 0 ? first + x.Directions : first;
            int part = 0;
            for (; part < stack.Count - 1 && first >= stack[part].Directions; part++)
            {
                first -= stack[part].Directions;
            }

            x = letter == 'D' && count == 1 ? stack[part] : throw node.Unfit("it takes more than one state");
        }

        int width = model.SizeOf(x.Value) / x.Directions;
        if (letter == 'F' && x.Directions == 1)
        {
            return Axis(Part(node, x.Value, first < 0 ? first + model.SizeOf(x.Value) : first, count), keep: !isGather ? 'F' : throw node.Unfit("it removes the axis of numbers"));
        }

        if (letter == 'D' && count == 1)
        {
            first = first < 0 ? first + x.Directions : first;
            return Axis(first >= 0 && first < x.Directions ? Part(node, x.Value, first * width, width) : throw node.Unfit($"there is no direction {first}"), 'U') with { Directions = 1 };
        }

        bool isLastStep = first == -1 && (letter == _time || (_time is null && letter is '0' or '1'));
        return isLastStep ? Axis(model.LastStep(node.Output(0), x.Value), 'U') with { IsLast = true } : throw node.Unfit("it takes neither numbers of a step, nor a direction, nor the last step");

        OnnxSignal Axis(string value, char keep)
        {
            OnnxSignal taken = x with { Value = value };
            return isGather ? taken.Without(axis) : taken with { Axes = taken.Axes.Remove(axis, 1).Insert(axis, $"{keep}") };
        }
    }

    private string Part(OnnxNode node, string from, long first, long count)
    {
        string value = model.Slice(node.Output(0), from, (int)Math.Clamp(first, -1, int.MaxValue), (int)Math.Clamp(count, 0, int.MaxValue));
        _slices[value] = (from, (int)first, (int)count);
        return value;
    }

    private void Split(OnnxNode node)
    {
        OnnxSignal x = Featured(node, 0);
        RequireAxis(node, x, node.Integer("axis", 0));
        int size = model.SizeOf(x.Value), parts = node.Outputs.Count, first = 0;
        long[] sizes = file.Integers(node, "split", 1) ?? [.. Enumerable.Repeat((long)(size / Math.Max(parts, 1)), parts)];
        if (sizes.Length != parts || sizes.Any(part => part <= 0 || part > size) || sizes.Sum() != size)
        {
            throw node.Unfit($"it splits {size} numbers into [{string.Join(", ", sizes)}]");
        }

        for (int i = 0; i < parts; i++)
        {
            string value = model.Slice(node.Output(i), x.Value, first, (int)sizes[i]);
            _slices[value] = (x.Value, first, (int)sizes[i]);
            _signals[node.Output(i)] = x with { Value = value };
            first += (int)sizes[i];
        }
    }

    /// <summary>One number of a row, for each unit of a value that has as many as the row.</summary>
    private OnnxSignal Expanded(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        return x.IsRepeated && file.Nodes.Find(shape => shape.Is("Shape") && shape.Output(0) == node.Input(1)) is { } maker && Find(maker.Input(0)) is { } like && model.SizeOf(like.Value) == model.SizeOf(x.Value)
            ? x with { IsRepeated = false } : throw node.Unfit("it is no number of a row for each of its units");
    }

    private OnnxSignal Joined(OnnxNode node)
    {
        if (Past(file, node) is > 0 and var past)
        {
            OnnxSignal present = Signal(node, 1);
            RequireTime(node, present.Axes[0]);
            return present with { Padding = present.Padding + past };
        }

        OnnxSignal first = Signal(node, 0);
        if (first.Axes[node.Axis(node.Integer("axis", 0), first.Axes.Length)] == 'D')
        {
            OnnxSignal[] layers = [.. Enumerable.Range(0, node.Inputs.Count).Select(i => Signal(node, i))];
            return layers.All(layer => layer.Axes == first.Axes && layer.IsLast) ? first with { Stack = layers, Directions = layers.Sum(layer => layer.Directions) } : throw node.Unfit("its parts are no last states");
        }

        OnnxSignal[] parts = [.. Enumerable.Range(0, node.Inputs.Count).Select(i => Featured(node, i))];
        RequireAxis(node, parts[0], node.Integer("axis", 0));
        if (parts.Any(part => part.Axes.Length != parts[0].Axes.Length || part.IsLast != parts[0].IsLast))
        {
            throw node.Unfit("its parts have different axes");
        }

        // Parts of one value that follow each other are it.
        int next = 0;
        string? whole = null;
        bool isWhole = parts.Length > 1 && parts.All(part => _slices.TryGetValue(part.Value, out var slice) && slice.First == next && slice.From == (whole ??= slice.From) && (next += slice.Count) > 0);
        return parts[0] with { Value = isWhole && next == model.SizeOf(whole!) ? whole! : model.Join(node.Output(0), [.. parts.Select(part => part.Value)]) };
    }
}
