using System.Collections.Immutable;

namespace EdgeSeq.Storage;

/// <summary>Checks the numbers of a model's file and writes them to a parameter block of zeros.</summary>
internal readonly ref struct BlockSink : IFloatSink
{
    private readonly ImmutableArray<CanonicalTensor> _tensors;
    private readonly List<ExpectedTensor> _expected;
    private readonly string _cell;
    private readonly Span<float> _block;

    // Numbers that are added to others, or multiply them: these must be there first, and a file may have them in any order.
    private readonly Dictionary<string, float[]> _added = new(StringComparer.Ordinal);

    /// <summary>Writes to a block.</summary>
    /// <param name="tensors">The tensors of the file.</param>
    /// <param name="expected">How the file has them.</param>
    /// <param name="cell">For messages.</param>
    /// <param name="block">All zero. If a number is refused, others have been written.</param>
    public BlockSink(ImmutableArray<CanonicalTensor> tensors, List<ExpectedTensor> expected, string cell, Span<float> block)
    {
        (_tensors, _expected, _cell) = (tensors, expected, cell);
        _block = block;
    }

    /// <inheritdoc/>
    /// <exception cref="ModelFormatException">A number is not finite, or stands where the cell has no place for it.</exception>
    public void Add(string tensor, int start, ReadOnlySpan<float> values)
    {
        foreach (CanonicalTensor place in _tensors)
        {
            bool isScale = place.Name != tensor;
            if (isScale && !ScaledTensors.IsScaleOf(tensor, place.Name))
            {
                continue;
            }

            if (!isScale)
            {
                CanonicalWeights.Check(place, _cell, start, values);
            }

            if (isScale || place.IsAdded)
            {
                _added.TryAdd(tensor, new float[isScale ? place.Dimensions[0] : place.Length]);
                values.CopyTo(_added[tensor].AsSpan(start));
            }
            else
            {
                place.Write(start, values, _block);
            }
        }
    }

    /// <summary>Writes what waits for all of the file.</summary>
    public void Finish()
    {
        foreach (CanonicalTensor tensor in _tensors)
        {
            foreach (ExpectedTensor stored in _expected)
            {
                if (stored.IsInt8 && stored.Name == tensor.Name)
                {
                    tensor.Scale(_added[tensor.Name + ScaledTensors.Suffix], _block);
                }
            }

            tensor.Write(0, _added.GetValueOrDefault(tensor.Name), _block);
        }
    }
}
