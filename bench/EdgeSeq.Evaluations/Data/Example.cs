using EdgeSeq.Evaluations.Running;

namespace EdgeSeq.Evaluations.Data;

/// <summary>One sequence of a data set.</summary>
/// <param name="Length">Steps.</param>
/// <param name="Tokens">[length], or none.</param>
/// <param name="Vectors">[length x D], or none.</param>
/// <param name="Classes">The class of the sequence, or [length] of its steps.</param>
internal sealed record Example(int Length, int[] Tokens, float[] Vectors, int[] Classes)
{
    public static Example OfTokens(int[] tokens, params int[] classes) => new(tokens.Length, tokens, [], classes);

    public static Example OfVectors(int length, float[] vectors, params int[] classes) => new(length, [], vectors, classes);

    /// <summary>Copies the sequence into a row; a batch's targets behind its last step do not count.</summary>
    public void CopyTo(SequenceBatch batch, int row)
    {
        Tokens.CopyTo(batch.Tokens, batch.Tokens.Length == 0 ? 0 : row * batch.Window);
        Vectors.CopyTo(batch.Vectors, row * (batch.Vectors.Length / batch.Rows));
        batch.Lengths[row] = Length;
        Span<int> classes = batch.Classes.AsSpan(row * (batch.Classes.Length / batch.Rows), batch.Classes.Length / batch.Rows);
        classes.Fill(-1);
        Classes.CopyTo(classes);
    }
}
