using EdgeSeq.Shapes;

namespace EdgeSeq.Translation;

/// <summary>
/// Hands the states of an encoder's cells to those of a decoder, and gradients back. What else a sequence's state holds is
/// scratch and may differ, since an encoder may read vectors and a decoder tokens.
/// </summary>
internal sealed class StateHandOver
{
    private readonly (int Encoder, int Decoder, int Length)[] _states;

    /// <summary>
    /// Finds out where each state lies. A decoder that remembers the source (<see cref="MemoryHandOver"/>) needs no states, and gets those, from
    /// the first layer on, that both have alike.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes have different states.</exception>
    public StateHandOver(ModelShape encoder, ModelShape decoder)
    {
        if (decoder.Memories.Length > 0)
        {
            int alike = encoder.Direction == Direction.Both ? 0 : encoder.States.Zip(decoder.States).TakeWhile(pair => Kind(pair.First) == Kind(pair.Second)).Count();
            _states = [.. encoder.States.Zip(decoder.States, (from, to) => (from.Offset, to.Offset, from.Hidden)).Take(alike)];
            return;
        }

        if (encoder.Direction == Direction.Both)
        {
            throw new ArgumentException(
                $"{encoder.Name} reads in both directions; its last states are not those of one direction that {decoder.Name} could go on from. "
                + "Declare the encoder with Direction.Forward.", nameof(encoder));
        }

        if (encoder.CellName != decoder.CellName || encoder.Equations != decoder.Equations || encoder.Network != decoder.Network || !encoder.HiddenSizes.AsSpan().SequenceEqual(decoder.HiddenSizes.AsSpan()))
        {
            throw new ArgumentException(
                $"The decoder goes on from the encoder's last states, so both need the same cell and hidden sizes: {Describe(encoder)}, {Describe(decoder)}.", nameof(decoder));
        }

        _states = [.. encoder.States.Zip(decoder.States, (from, to) => (from.Offset, to.Offset, from.Hidden))];
    }

    /// <summary>The last state of an encoded sequence becomes the first of the decoded one.</summary>
    /// <param name="encoder">The encoder's state of a sequence.</param>
    /// <param name="decoder">The decoder's, which is zero.</param>
    public void ToDecoder(ReadOnlySpan<float> encoder, Span<float> decoder)
    {
        foreach ((int from, int to, int length) in _states)
        {
            encoder.Slice(from, length).CopyTo(decoder[to..]);
        }
    }

    /// <summary>The gradients of a decoder's first state become those of the encoder's last.</summary>
    /// <param name="decoder">The decoder's gradients of a sequence.</param>
    /// <param name="encoder">The encoder's, which are zero.</param>
    public void ToEncoder(ReadOnlySpan<float> decoder, Span<float> encoder)
    {
        foreach ((int from, int to, int length) in _states)
        {
            decoder.Slice(to, length).CopyTo(encoder[from..]);
        }
    }

    private static (string Name, int Hidden) Kind(StateInfo state) => (state.Name, state.Hidden);

    private static string Describe(ModelShape shape) => $"{shape.Name} has {shape.CellName} with {string.Join(", ", shape.HiddenSizes)}";
}
