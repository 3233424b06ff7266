using EdgeSeq.Shapes;

namespace EdgeSeq.Translation;

/// <summary>
/// Hands an encoder's outputs of all steps to the memories that a decoder's attentions read from, and gradients back. An output is what the memories take,
/// one behind the other.
/// </summary>
internal sealed class MemoryHandOver
{
    private readonly MemoryInfo[] _memories;

    /// <summary>Finds out what goes where.</summary>
    /// <param name="encoder">Reads the source.</param>
    /// <param name="decoder">Writes the target.</param>
    /// <param name="sourceWindow">Steps of the longest source.</param>
    /// <exception cref="ArgumentException">The outputs do not suit the memories, or a memory is shorter than the longest source.</exception>
    public MemoryHandOver(ModelShape encoder, ModelShape decoder, int sourceWindow)
    {
        _memories = [.. decoder.Memories];
        if (_memories.Length == 0)
        {
            return;
        }

        RowSize = _memories.Sum(memory => memory.RowSize);
        string takes = $"{decoder.Name} remembers {RowSize} numbers of each step of its source ({string.Join(", ", _memories.Select(memory => $"{memory.Name}: {memory.RowSize}"))})";
        if (encoder.Head != Head.Linear || encoder.Outputs != RowSize || encoder.Readout != Readout.Every)
        {
            throw new ArgumentException(
                $"{takes}, and {encoder.Name} has {encoder.Outputs} outputs of the head {encoder.Head}{(encoder.Readout == Readout.Last ? " after its last step" : "")}: "
                + $"declare the encoder with {RowSize} linear outputs a step.", nameof(encoder));
        }

        if (encoder.OutputParts.Any(part => part.Weight != 1))
        {
            throw new ArgumentException($"{encoder.Name} weights its outputs, whose gradients come from {decoder.Name}: leave the weights out.", nameof(encoder));
        }

        if (_memories.FirstOrDefault(memory => memory.Steps < sourceWindow) is { } small)
        {
            throw new ArgumentException($"Sources have up to {sourceWindow} steps, and {small.Name} of {decoder.Name} remembers {small.Steps}: declare it with more, or take a smaller source window.", nameof(decoder));
        }
    }

    /// <summary>Numbers of an output of the encoder; 0 where the decoder has no memory.</summary>
    public int RowSize { get; }

    /// <summary>The outputs of a sequence become what the decoder remembers.</summary>
    /// <param name="outputs">[steps x <see cref="RowSize"/>].</param>
    /// <param name="steps">Steps of the source.</param>
    /// <param name="decoder">The decoder's state.</param>
    public void ToDecoder(ReadOnlySpan<float> outputs, int steps, Span<float> decoder)
    {
        int column = 0;
        foreach (MemoryInfo memory in _memories)
        {
            memory.Write(decoder, outputs[Math.Min(column, outputs.Length)..], steps, RowSize);
            column += memory.RowSize;
        }
    }

    /// <summary>
    /// The gradients of what a decoder remembers become targets of the encoder's outputs: kernels of a linear head differentiate s (y - t)^2, so
    /// t = y - g / 2s gives the gradient g.
    /// </summary>
    /// <param name="decoder">The gradients of the decoder's first state.</param>
    /// <param name="outputs">The outputs y; become the targets.</param>
    /// <param name="gradients">Scratch of as many floats.</param>
    /// <param name="steps">Steps of the source; behind them nothing counts.</param>
    /// <param name="scale">s, above 0.</param>
    public void ToEncoder(ReadOnlySpan<float> decoder, Span<float> outputs, Span<float> gradients, int steps, float scale)
    {
        int column = 0;
        foreach (MemoryInfo memory in _memories)
        {
            memory.ReadGradients(decoder, gradients[Math.Min(column, gradients.Length)..], steps, RowSize);
            column += memory.RowSize;
        }

        for (int i = 0; i < steps * RowSize; i++)
        {
            outputs[i] -= gradients[i] / (2 * scale);
        }

        outputs[(steps * RowSize)..].Fill(float.NaN);
    }
}
