using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Where the memory of an attention holds its count, keys and values, each row in whole blocks of 16 floats. <c>AttentionMemory</c> is its twin in the generator.
/// </summary>
/// <param name="capacity">Rows at most.</param>
/// <param name="keys">Numbers of a key.</param>
/// <param name="values">Numbers of a value.</param>
/// <param name="isShared">True where a key is its own value.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct AttentionShape(int capacity, int keys, int values, bool isShared)
{
    private const int Block = 16;

    /// <summary>Floats of a key.</summary>
    public int KeyLanes => Padded(keys);

    /// <summary>Floats of a value.</summary>
    public int ValueLanes => Padded(values);

    /// <summary>Floats of a row of weights.</summary>
    public int WeightLanes => Padded(capacity);

    /// <summary>Floats of a memory.</summary>
    public int Size => Block + (capacity * (KeyLanes + (isShared ? 0 : ValueLanes)));

    /// <summary>Where a key lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int KeyAt(int row) => Block + (row * KeyLanes);

    /// <summary>Where a value lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ValueAt(int row) => isShared ? KeyAt(row) : Block + (capacity * KeyLanes) + (row * ValueLanes);

    /// <summary>How many rows there are. States come from anywhere, so it is no more than there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CountOf(ref float memory) => memory >= 1 ? (int)Math.Min(memory, capacity) : 0;

    private static int Padded(int size) => (size + Block - 1) / Block * Block;
}
