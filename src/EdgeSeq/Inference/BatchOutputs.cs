using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq.Inference;

/// <summary>What becomes of the linear outputs of a batch before they are given away.</summary>
internal static class BatchOutputs
{
    /// <summary>Applies the head's function and the normaliser; outputs behind a row's last step become zero.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="normalizer">Of the model; null if it has none.</param>
    /// <param name="input">The input as it ran; its lengths are read.</param>
    /// <param name="copy">Knows the rows without a step.</param>
    /// <param name="outputs">[batch x window x O], or [batch x O].</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps of a row.</param>
    /// <param name="activate">Whether softmax or sigmoid is applied.</param>
    public static void Finish(
        ModelShape shape, Normalizer? normalizer, in SequenceInput input, BatchCopy copy, Span<float> outputs, int batch, int window, bool activate)
    {
        int size = shape.Outputs, perRow = shape.OutputRows(1, window);
        for (int row = 0; row < batch; row++)
        {
            int count = copy.IsEmpty(row) ? 0 : Math.Min(perRow, input.LengthOf(row, window));
            Span<float> all = outputs.Slice(row * perRow * size, perRow * size), counted = all[..(count * size)];
            for (int i = 0; activate && i < counted.Length; i += size)
            {
                HeadActivation.Apply(shape, counted.Slice(i, size));
            }

            normalizer?.Restore(counted);
            all[counted.Length..].Clear();
        }
    }
}
