namespace EdgeSeq.Networks.Tests.Support;

/// <summary>The functions of a shape over a batch from the states in which its rows begin.</summary>
internal static class Kernels
{
    /// <summary>Loss and gradients.</summary>
    public static (double Loss, float[] Gradients, float[] Outputs, float[] States) Run<TShape>(ReadOnlySpan<float> parameters, Batch batch, Span<float> stateGradients = default)
        where TShape : struct, ITrainableModel
    {
        int rows = batch.Rows.Count;
        float[] states = batch.FirstStates(TShape.Shape, TShape.StateSize), workspace = new float[TShape.WorkspaceSize(rows, batch.Window)];
        float[] transpose = new float[TShape.TransposeSize], gradients = new float[TShape.ParameterSize];
        float[] outputs = new float[TShape.Shape.OutputRows(rows, batch.Window) * TShape.Shape.Outputs];

        // Whatever lies in a workspace must not matter.
        workspace.AsSpan().Fill(float.NaN);
        TShape.Transpose(parameters, transpose);
        TShape.Forward(parameters, batch.Input, states, workspace, rows, batch.Window);
        TShape.Outputs(parameters, batch.Input, outputs, workspace, rows, batch.Window);
        double alone = TShape.Loss(parameters, batch.Input, batch.Target, workspace, rows, batch.Window, 0);
        double loss = TShape.Backward(parameters, transpose, batch.Input, batch.Target, 1, gradients, stateGradients, workspace, rows, batch.Window, 0);
        Xunit.Assert.Equal(alone, loss);
        return (loss, gradients, outputs, states);
    }
}
