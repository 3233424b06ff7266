namespace EdgeSeq.Tests.Kernels;

/// <summary>Work that needs the kernels as a type argument, such as a trainer.</summary>
internal interface IShapeVisitor
{
    void Visit<TShape>()
        where TShape : struct, ISequenceModel;
}

/// <summary>The kernels of one shape, of one dialect or chosen by the processor, as an object: tests hold lists of them.</summary>
internal abstract class ShapeKernels
{
    /// <summary>The shape's type and the dialect: <c>GruResetAfterV5H33.Avx2</c>; without a dialect for the shape itself.</summary>
    public abstract string Name { get; }

    public abstract ModelShape Shape { get; }

    public abstract int ParameterSize { get; }

    public abstract int TransposeSize { get; }

    public abstract int StateSize { get; }

    public abstract int WorkspaceSize(int batch, int window);

    public abstract void Step(ReadOnlySpan<float> parameters, Span<float> state, int token);

    public abstract void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> logits);

    public abstract void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose);

    public abstract void Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, Span<float> states, Span<float> workspace, int batch, int window);

    public abstract double Loss(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> targets, Span<float> workspace, int batch, int window, double sum);

    public abstract double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets,
        float scale, Span<float> gradients, Span<float> workspace, int batch, int window, double sum);

    public abstract void Accept(IShapeVisitor visitor);

    public override string ToString() => Name;
}

internal sealed class ShapeKernels<TShape> : ShapeKernels
    where TShape : struct, ISequenceModel
{
    public override string Name =>
        typeof(TShape).DeclaringType == typeof(KernelShapes) ? typeof(TShape).Name : $"{typeof(TShape).DeclaringType!.Name}.{typeof(TShape).Name}";

    public override ModelShape Shape => TShape.Shape;

    public override int ParameterSize => TShape.ParameterSize;

    public override int TransposeSize => TShape.TransposeSize;

    public override int StateSize => TShape.StateSize;

    public override int WorkspaceSize(int batch, int window) => TShape.WorkspaceSize(batch, window);

    public override void Step(ReadOnlySpan<float> parameters, Span<float> state, int token) => TShape.Step(parameters, state, token);

    public override void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> logits) =>
        TShape.Logits(parameters, state, logits);

    public override void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose) => TShape.Transpose(parameters, transpose);

    public override void Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, Span<float> states, Span<float> workspace, int batch, int window) =>
        TShape.Forward(parameters, tokens, states, workspace, batch, window);

    public override double Loss(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> targets, Span<float> workspace, int batch, int window, double sum) =>
        TShape.Loss(parameters, targets, workspace, batch, window, sum);

    public override double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets,
        float scale, Span<float> gradients, Span<float> workspace, int batch, int window, double sum) =>
        TShape.Backward(parameters, transpose, tokens, targets, scale, gradients, workspace, batch, window, sum);

    public override void Accept(IShapeVisitor visitor) => visitor.Visit<TShape>();
}
