using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Attention;

/// <summary>
/// What an attention reads from: a count, keys, and values, each of them a row of whole blocks. <c>EdgeSeq.Numerics.AttentionShape</c> is its twin in the
/// runtime.
/// </summary>
/// <param name="Steps">Rows at most.</param>
/// <param name="Keys">Numbers of a key, as many as a query has.</param>
/// <param name="Values">Numbers of a value.</param>
/// <param name="IsShared">True where a key is its own value.</param>
/// <param name="IsAdditive">How a key is compared with the query: through a hidden layer of one unit a number, or by their product.</param>
internal sealed record AttentionMemory(int Steps, int Keys, int Values, bool IsShared, bool IsAdditive)
{
    /// <summary>Floats, the count in front included.</summary>
    public int Size => MatrixGroup.BlockSize + Steps * (Lanes(Keys) + (IsShared ? 0 : Lanes(Values)));

    /// <summary>Floats of a row of so many numbers.</summary>
    public static int Lanes(int size) => MatrixGroup.BlocksOf(size) * MatrixGroup.BlockSize;
}
