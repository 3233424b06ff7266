using EdgeSeq.Models;
using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>Refuses targets of classes whose probability is 0 for good: their loss is infinite, and no number of a report would say why.</summary>
internal static class MaskedClasses<TShape>
    where TShape : struct, ISequenceModel
{
    private static readonly ParameterInfo? Bias = TShape.Shape.Head == Head.Softmax ? OutputBias.Of(TShape.Shape) : null;

    /// <summary>Checks the classes of a batch, which are in range.</summary>
    /// <param name="parameters">The model's.</param>
    /// <param name="target">What every output should be.</param>
    /// <param name="input">Says how long rows are.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps of a row.</param>
    /// <exception cref="ArgumentException">A target that counts is masked.</exception>
    public static void Refuse(ReadOnlySpan<float> parameters, SequenceTarget target, in SequenceInput input, int batch, int window)
    {
        if (Bias is null)
        {
            return;
        }

        int outputs = TShape.Shape.OutputRows(1, window);
        for (int row = 0; row < batch; row++)
        {
            ReadOnlySpan<int> classes = target.Classes.Slice(row * outputs, Math.Min(outputs, input.LengthOf(row, window)));
            for (int step = 0; step < classes.Length; step++)
            {
                if (classes[step] >= 0 && OutputBias.IsMasked(parameters[Bias.Layout.IndexOf(0, classes[step])]))
                {
                    Throw((row * outputs) + step, classes[step], nameof(target));
                }
            }
        }
    }

    private static void Throw(int index, int masked, string name) => throw new ArgumentException(
        $"{name}[{index}] is {masked}, a class that the model masks (SetOutputBias): its probability is 0, and its loss infinite. Set the bias with UnseenClasses.Rare, or from counts that have it.", name);
}
