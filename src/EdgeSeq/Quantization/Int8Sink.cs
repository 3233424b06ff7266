using System.Collections.Immutable;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Quantization;

/// <summary>
/// Takes a file into a block of bytes: whole numbers go where they belong, floats of one matrix at a time wait until all of it is there and can be rounded.
/// </summary>
internal readonly ref struct Int8Sink : IFloatSink
{
    private readonly ImmutableArray<CanonicalTensor> _tensors;
    private readonly string _cell;
    private readonly HashSet<string> _whole;
    private readonly Span<float> _block;
    private readonly BlockSink _others;
    private readonly Dictionary<string, float[]> _scales = new(StringComparer.Ordinal), _waiting = new(StringComparer.Ordinal);

    /// <param name="tensors">The tensors of the shape.</param>
    /// <param name="expected">How the file has them.</param>
    /// <param name="cell">For messages.</param>
    /// <param name="block">All zero.</param>
    public Int8Sink(ImmutableArray<CanonicalTensor> tensors, List<ExpectedTensor> expected, string cell, Span<float> block)
    {
        (_tensors, _cell, _whole) = (tensors.RemoveAll(tensor => Int8Tensors.CodecOf(tensor) is null), cell, []);
        foreach (ExpectedTensor tensor in expected)
        {
            if (tensor.IsInt8)
            {
                _whole.Add(tensor.Name);
            }
        }

        _others = new BlockSink(tensors.RemoveAll(tensor => Int8Tensors.CodecOf(tensor) is not null), expected, cell, block);
        _block = block;
    }

    /// <inheritdoc/>
    public void Add(string tensor, int start, ReadOnlySpan<float> values)
    {
        foreach (CanonicalTensor own in _tensors)
        {
            if (own.Name == tensor)
            {
                AddOwn(own, start, values);
                return;
            }

            if (ScaledTensors.IsScaleOf(tensor, own.Name))
            {
                _scales.TryAdd(own.Name, new float[own.Dimensions[0]]);   // of one chunk, as a rule
                values.CopyTo(_scales[own.Name].AsSpan(start));
                return;
            }
        }

        _others.Add(tensor, start, values);
    }

    /// <summary>Completes what waits for all of the file.</summary>
    /// <param name="roundPairs">Whether weights that break the pair rule are rounded again.</param>
    /// <exception cref="ModelFormatException">They break it, and should not be; or a scale is none.</exception>
    public void Finish(bool roundPairs)
    {
        _others.Finish();
        foreach (CanonicalTensor tensor in _tensors)
        {
            if (_whole.Contains(tensor.Name))
            {
                for (int slot = 0; slot < tensor.Slots.Length; slot++)
                {
                    Complete(tensor, slot, roundPairs);
                }
            }
        }
    }

    private void AddOwn(CanonicalTensor own, int start, ReadOnlySpan<float> values)
    {
        CanonicalWeights.Check(own, _cell, start, values);
        if (!_whole.Contains(own.Name))
        {
            AddFloats(own, start, values);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            (CanonicalSlot slot, int row, int column) = own.Locate(start + i);
            ((Int8Codec)slot.Parameter!.Codec!).Store(_block, slot.Parameter, column, row, (sbyte)values[i]);
        }
    }

    private void AddFloats(CanonicalTensor own, int start, ReadOnlySpan<float> values)
    {
        int end = 0;
        CanonicalTensor wide = own with { Slots = ImmutableArray.CreateRange(own.Slots, slot =>
        {
            ParameterInfo parameter = WideBlock.Wide(slot.Parameter!, end);
            end += WideBlock.Size(parameter);
            return slot with { Parameter = parameter };
        }) };
        if (start == 0)
        {
            _waiting.Add(own.Name, new float[end]);
        }

        wide.Write(start, values, _waiting[own.Name]);
        if (start + values.Length < own.Length)
        {
            return;
        }

        for (int slot = 0; slot < own.Slots.Length; slot++)
        {
            ParameterInfo parameter = own.Slots[slot].Parameter!;
            parameter.Codec!.Round(_waiting[own.Name], wide.Slots[slot].Parameter!, _block, parameter);
        }

        _waiting.Remove(own.Name);
    }

    private void Complete(CanonicalTensor tensor, int slot, bool roundPairs)
    {
        ParameterInfo parameter = tensor.Slots[slot].Parameter!;
        var codec = (Int8Codec)parameter.Codec!;
        ReadOnlySpan<float> scales = _scales[tensor.Name].AsSpan(slot * parameter.Columns, parameter.Columns);
        for (int j = 0; j < scales.Length; j++)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                ScaledTensors.Check(tensor.Name, slot * parameter.Columns + j, scales[j], codec.Whole(_block, parameter, k, j));
            }
        }

        codec.Complete(_block, parameter, scales);
        if (codec.FirstBroken(_block, parameter) is not { } broken)
        {
            return;
        }

        if (!roundPairs)
        {
            throw new ModelFormatException(
                $"{tensor.Name}: row {slot * parameter.Columns + broken.J} has numbers {broken.K} and {broken.K + 1} that break the rule of weights of 8 bits: none beyond {Int8Codec.Largest}, "
                + $"and no pair 2i, 2i + 1 with a sum beyond {Int8Codec.LargestPair}. Read it with the option {nameof(ModelFileOptions.RoundPairs)} = true to round it again, at a little of its accuracy.");
        }

        ParameterInfo wide = WideBlock.Wide(parameter, 0);
        float[] floats = new float[WideBlock.Size(wide)];
        for (int j = 0; j < parameter.Columns; j++)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                floats[wide.Layout.IndexOf(k, j)] = codec.Read(_block, parameter, k, j);
            }
        }

        codec.Round(floats, wide, _block, parameter);
    }
}
