namespace EdgeSeq.Memory;

/// <summary>One block of weights, and how many hold it.</summary>
internal sealed class WeightBlock(int size, Type owner)
{
    /// <summary>Whoever makes a block owns it.</summary>
    public int Holders = 1;

    /// <summary>The memory.</summary>
    public NativeBlock Memory { get; } = new(size, owner);

    /// <summary>The weights.</summary>
    public Span<float> Floats => Memory.Section(0, size);
}
