using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Reads what stands between a recurrent node and what reads it: the axis of directions is removed, time and batch may be swapped, and
/// the last step may be all that goes on.
/// </summary>
internal sealed class JoinReader
{
    private readonly GraphCursor _cursor;
    private readonly RecurrentLayer _layer;
    private readonly int _layers;

    private JoinReader(GraphCursor cursor, RecurrentLayer layer, int layers) => (_cursor, _layer, _layers) = (cursor, layer, layers);

    /// <summary>Reads the nodes; the value of the cursor becomes what they compute.</summary>
    /// <param name="cursor">Behind the recurrent node.</param>
    /// <param name="layer">That node.</param>
    /// <param name="layers">Layers so far, with this one.</param>
    /// <returns>Whether every step goes on or the last.</returns>
    /// <exception cref="ModelFormatException">A node does not fit.</exception>
    public static Readout Read(GraphCursor cursor, RecurrentLayer layer, int layers)
    {
        var reader = new JoinReader(cursor, layer, layers);
        if (cursor.IsNext("Gather"))
        {
            reader.ReadLastStates();
            return Readout.Last;
        }

        if (reader.ReadDirections() == Readout.Last)
        {
            return Readout.Last;
        }

        cursor.TakeSwaps(1, 0, 2);
        if (!cursor.IsNext("Gather", "Slice"))
        {
            return Readout.Every;
        }

        reader.ReadLastStep();
        return Readout.Last;
    }

    /// <summary>Squeeze of one direction, or Reshape of both; Transpose before it where the batch lies between them.</summary>
    private Readout ReadDirections()
    {
        OnnxNode node = _cursor.Take("Transpose, Reshape, Squeeze or Gather", n => n.Is("Transpose", "Reshape", "Squeeze"));
        Readout readout = node.Input(0) == _layer.Node.Output(0) ? Readout.Every
            : node.Input(0) == _layer.Node.Output(1) ? Readout.Last
            : throw node.Unfit($"it does not read the outputs of {_layer.Node}");
        bool every = readout == Readout.Every;
        if (node.Operator == "Squeeze")
        {
            ReadSqueeze(node, (every ? 1 : 0) + (_cursor.IsBatchFirst ? 1 : 0), every ? 4 : 3);
            return readout;
        }

        if (!_cursor.IsBatchFirst)
        {
            node.RequireOnly("perm");
            if (node.Find("perm")?.Integers is not { } order || !order.SequenceEqual(every ? [0, 2, 1, 3] : new long[] { 1, 0, 2 }))
            {
                throw node.Unfit("it must bring the axis of directions behind that of the batch");
            }

            string ordered = node.Output(0);
            node = _cursor.Take("Reshape", n => n.Operator == "Reshape" && n.Input(0) == ordered);
        }

        ReadReshape(node, every);
        return readout;
    }

    private void ReadSqueeze(OnnxNode node, long axis, int rank)
    {
        node.RequireOnly("axes");
        if (_layer.Directions != 1 || !Removes(node, axis, rank))
        {
            throw node.Unfit("it must remove the axis of the only direction");
        }

        _cursor.Value = node.Output(0);
    }

    private void ReadReshape(OnnxNode node, bool every)
    {
        if (node.Operator != "Reshape")
        {
            throw node.Unfit("expected Reshape, which puts the directions side by side");
        }

        node.RequireOnly("allowzero");
        long[] size = _cursor.File.Constant(node, 1, "its shape").Integers(node);
        if (node.Integer("allowzero", 0) != 0 || size.Length != (every ? 3 : 2) || size[..^1].Any(s => s != 0) || (size[^1] != -1 && size[^1] != _layer.Width))
        {
            throw node.Unfit($"its shape must be {(every ? "[0, 0, -1]" : "[0, -1]")}");
        }

        _cursor.Value = node.Output(0);
    }

    private bool Removes(OnnxNode node, long axis, int rank) =>
        _cursor.File.Integers(node, "axes", 1) is [long removed] && node.Axis(removed, rank) == axis;

    /// <summary>Gather of the last step of every row, or Slice and Squeeze. What reads from the end has seen only one step there.</summary>
    private void ReadLastStep()
    {
        OnnxNode node = _cursor.Take("Gather or Slice", n => n.Input(0) == _cursor.Value);
        int steps = _cursor.IsBatchFirst ? 1 : 0;
        if (node.Operator == "Slice")
        {
            SliceBounds bounds = SliceBounds.Of(_cursor.File, node);
            if (bounds is not { Starts: [-1], Ends: [>= int.MaxValue], Steps: null or [1] } || node.Axis(bounds.Axis(0), 3) != steps)
            {
                throw node.Unfit("it must take the last step");
            }

            string last = node.Output(0);
            node = _cursor.Take("Squeeze of the last step", n => n.Operator == "Squeeze" && n.Input(0) == last);
            if (!Removes(node, steps, 3))
            {
                throw node.Unfit("it must remove the axis of steps");
            }
        }
        else if (Index(node, steps) != -1)
        {
            throw node.Unfit("its index must be -1, the last step");
        }

        _cursor.Value = _layer.Directions == 1 ? node.Output(0) : throw node.Unfit("after the last step, the direction from the end has read one step only");
    }

    /// <summary>Gather of the last state of each direction, and Concat where there are two.</summary>
    private void ReadLastStates()
    {
        string[] states = new string[_layer.Directions];
        OnnxNode node;
        foreach (int _ in Enumerable.Range(0, states.Length))
        {
            node = _cursor.Take("Gather of a last state", n => n.Operator == "Gather");
            states[DirectionOf(node)] = _cursor.Value = node.Output(0);
        }

        if (states.Length == 1)
        {
            return;
        }

        node = _cursor.Take("Concat of both last states", n => n.Operator == "Concat" && n.Inputs.SequenceEqual(states));
        node.RequireOnly("axis");
        _cursor.Value = node.Integer("axis", 0) is 1 or -1 ? node.Output(0) : throw node.Unfit("axis must be 1");
    }

    /// <summary>Which direction's last state a Gather takes, of this layer's or of those of all layers one behind the other.</summary>
    private int DirectionOf(OnnxNode node)
    {
        string last = _layer.Node.Output(1);
        bool isStack = _cursor.File.LastStates.TryGetValue(node.Input(0), out IReadOnlyList<string>? stack) && stack.Count == _layers && stack[^1] == last;
        if (!isStack && node.Input(0) != last)
        {
            throw node.Unfit($"it does not read the outputs of {_layer.Node}");
        }

        long count = (isStack ? _layers : 1) * _layer.Directions, index = Index(node, !isStack && _cursor.IsBatchFirst ? 1 : 0);
        long direction = index + (index < 0 ? count : 0) - (count - _layer.Directions);
        return direction >= 0 && direction < _layer.Directions ? (int)direction : throw node.Unfit($"index {index} is no last state of {_layer.Node}");
    }

    /// <summary>The one index that a Gather takes.</summary>
    private long Index(OnnxNode node, long axis)
    {
        node.RequireOnly("axis");
        OnnxTensor index = _cursor.File.Constant(node, 1, "its index");
        return node.Integer("axis", 0) != axis ? throw node.Unfit($"axis must be {axis}")
            : index.Dimensions.Length != 0 ? throw node.Unfit($"its index must be one number, and has the shape {index.Size}")
            : index.Integers(node)[0];
    }
}
