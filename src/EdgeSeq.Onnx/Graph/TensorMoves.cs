using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Moves the numbers of constants, whatever their type. What is made is charged before it is allocated.</summary>
internal sealed class TensorMoves(MemoryBudget budget)
{
    /// <summary>The same numbers under other sizes.</summary>
    /// <exception cref="ModelFormatException">These hold another number of them.</exception>
    public static OnnxTensor View(OnnxTensor source, OnnxNode node, long[] size)
    {
        OnnxTensor view = source with { Dimensions = size };
        source.Count(node);
        view.Count(node);
        return view;
    }

    /// <summary>Axes in another order; the last first if null.</summary>
    public OnnxTensor Transpose(OnnxTensor source, OnnxNode node, IReadOnlyList<long>? order)
    {
        long[] strides = Strides(source, node);
        int rank = strides.Length;
        order ??= [.. Enumerable.Range(0, rank).Select(axis => (long)(rank - 1 - axis))];
        int[] axes = [.. order.Select(axis => node.Axis(axis, rank))];
        return axes.Length == rank && axes.Distinct().Count() == rank
            ? Copy(source, node, [.. axes.Select(axis => source.Dimensions[axis])], [.. axes.Select(axis => strides[axis])], 0)
            : throw node.Unfit("perm must name every axis once");
    }

    /// <summary>A part of some axes.</summary>
    public OnnxTensor Slice(OnnxTensor source, OnnxNode node, SliceBounds bounds)
    {
        long[] strides = Strides(source, node), size = [.. source.Dimensions];
        long start = 0;
        for (int i = 0; i < bounds.Starts.Length; i++)
        {
            int axis = node.Axis(bounds.Axis(i), size.Length);
            (long first, size[axis], long step) = bounds.Of(i, source.Dimensions[axis]);
            start += first * strides[axis];
            strides[axis] *= step;
        }

        return Copy(source, node, size, strides, start);
    }

    /// <summary>Axes of size 1 repeated, and further ones in front.</summary>
    public OnnxTensor Expand(OnnxTensor source, OnnxNode node, long[] target)
    {
        int rank = Math.Max(target.Length, source.Dimensions.Length);
        long[] size = new long[rank], strides = new long[rank], own = Strides(source, node);
        for (int axis = 0; axis < rank; axis++)
        {
            int from = axis - (rank - own.Length), to = axis - (rank - target.Length);
            long has = from < 0 ? 1 : source.Dimensions[from], wanted = to < 0 ? 1 : target[to];
            size[axis] = has == 1 ? wanted : wanted is 1 || wanted == has ? has : throw node.Unfit($"{source.Size} does not repeat to [{string.Join(", ", target.Take(8))}]");
            strides[axis] = has == 1 ? 0 : own[from];
        }

        return Copy(source, node, size, strides, 0);
    }

    /// <summary>Parts of an axis, by their numbers.</summary>
    public OnnxTensor Gather(OnnxTensor source, OnnxNode node, OnnxTensor indices, long along)
    {
        int axis = node.Axis(along, source.Dimensions.Length);
        source.Count(node);
        OnnxTensor[] parts = [.. indices.Integers(node).Select(index => At(source, node, axis, index))];
        long[] size = [.. source.Dimensions[..axis], .. indices.Dimensions, .. source.Dimensions[(axis + 1)..]];
        return parts.Length == 0 ? throw node.Unfit("it has no indices") : View(Concat(parts, node, axis), node, size);
    }

    /// <summary>Tensors one behind the other along an axis.</summary>
    public OnnxTensor Concat(ReadOnlySpan<OnnxTensor> parts, OnnxNode node, long along)
    {
        OnnxTensor first = parts[0];
        int axis = node.Axis(along, first.Dimensions.Length);
        long[] size = [.. first.Dimensions];
        size[axis] = 0;
        int outer = 1;
        foreach (OnnxTensor part in parts)
        {
            bool fits = part.DataType == first.DataType && part.Dimensions.Length == size.Length;
            for (int i = 0; fits && i < size.Length; i++)
            {
                fits = i == axis || part.Dimensions[i] == size[i];
            }

            part.Count(node);
            size[axis] += fits ? part.Dimensions[axis] : throw node.Unfit($"it joins {first.Size} and {part.Size}");
        }

        foreach (long length in size.AsSpan(0, axis))
        {
            outer = (int)Math.Min(outer * length, int.MaxValue);
        }

        byte[] data = Allocate(first, node, size);
        int at = 0;
        for (int i = 0; i < outer && data.Length > 0; i++)
        {
            foreach (OnnxTensor part in parts)
            {
                int length = part.Data.Length / outer;
                part.Data.Span.Slice(i * length, length).CopyTo(data.AsSpan(at));
                at += length;
            }
        }

        return first with { Dimensions = size, Data = data };
    }

    private OnnxTensor At(OnnxTensor source, OnnxNode node, int axis, long index)
    {
        long size = source.Dimensions[axis], from = index < 0 ? index + size : index;
        return from >= 0 && from < size ? Slice(source, node, new([from], [from + 1], [axis], null)) : throw node.Unfit($"index {index} is outside of {size}");
    }

    private static long[] Strides(OnnxTensor source, OnnxNode node)
    {
        long stride = source.Count(node) > 0 ? 1 : 0;
        long[] strides = new long[source.Dimensions.Length];
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= source.Dimensions[axis];
        }

        return strides;
    }

    /// <summary>Numbers from places that are a fixed distance apart on every axis.</summary>
    private OnnxTensor Copy(OnnxTensor source, OnnxNode node, long[] size, long[] strides, long first)
    {
        byte[] data = Allocate(source, node, size);
        int number = NumberType.Find(source.DataType)!.Size, axes = size.Length, run = number;
        while (axes > 0 && strides[axes - 1] * number == run && data.Length > 0)
        {
            run *= (int)size[--axes];
        }

        ReadOnlySpan<byte> from = source.Data.Span;
        Span<long> place = stackalloc long[axes];
        place.Clear();
        long at = first;
        for (int to = 0; to < data.Length; to += run)
        {
            from.Slice((int)at * number, run).CopyTo(data.AsSpan(to, run));
            for (int axis = axes - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++place[axis] < size[axis])
                {
                    break;
                }

                at -= strides[axis] * size[axis];
                place[axis] = 0;
            }
        }

        return source with { Dimensions = size, Data = data };
    }

    private byte[] Allocate(OnnxTensor source, OnnxNode node, long[] size)
    {
        if (size.Length > OnnxTensor.MaxRank)
        {
            throw node.Unfit($"what it computes has {size.Length} axes; expected at most {OnnxTensor.MaxRank}");
        }

        long bytes = NumberType.Find(source.DataType)!.Size;
        foreach (long length in size)
        {
            bytes = length is < 0 or > int.MaxValue || bytes * length > int.MaxValue ? throw node.Unfit("what it computes is too large") : bytes * length;
        }

        budget.Charge(bytes);
        return new byte[bytes];
    }
}
