using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Work that needs the kernels as a type argument, such as a trainer.</summary>
internal interface IShapeVisitor
{
    void Visit<TShape>()
        where TShape : struct, ITrainableModel;
}

/// <summary>Work that only a language model can do, such as sampling.</summary>
internal interface ILanguageVisitor
{
    void Visit<TShape>()
        where TShape : struct, ILanguageModel, ITrainableModel;
}

/// <summary>The kernels of one shape, of one dialect or chosen by the processor, as an object: tests hold lists of them.</summary>
internal abstract class ShapeKernels
{
    /// <summary>The shape's type and the dialect: <c>GruResetAfterV5H33.Avx2</c>; without a dialect for the shape itself.</summary>
    public abstract string Name { get; }

    public abstract ModelShape Shape { get; }

    public abstract int ParameterSize { get; }

    public abstract int TrainableOffset { get; }

    public abstract int TransposeSize { get; }

    public abstract int StateSize { get; }

    /// <summary>True where there are single steps.</summary>
    public virtual bool Streams => false;

    public virtual bool IsLanguageModel => false;

    public abstract int WorkspaceSize(int batch, int window);

    public abstract int AdjointWorkspaceSize(int batch, int window);

    public abstract int GateOffset(int batch, int window, int gate, int row, int step);

    /// <summary>One step, with the only input of <paramref name="step"/>.</summary>
    public virtual void Step(ReadOnlySpan<float> parameters, Span<float> state, SampleBatch step) => throw new NotSupportedException(Name);

    public virtual void Output(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> outputs) => throw new NotSupportedException(Name);

    public abstract void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share = default);

    public abstract void Forward(
        ReadOnlySpan<float> parameters, SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window);

    public abstract void Outputs(
        ReadOnlySpan<float> parameters, SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window);

    public abstract double Loss(
        ReadOnlySpan<float> parameters, SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum);

    public abstract double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, SequenceInput input, SequenceTarget target, float scale,
        Span<float> gradients, Span<float> stateGradients, Span<float> workspace, int batch, int window, double sum);

    public abstract void Adjoints(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, SequenceInput input, SequenceTarget target, float scale,
        Span<float> stateGradients, Span<float> workspace, Span<float> losses, int batch, int window);

    public abstract void Accumulate(SequenceInput input, Span<float> gradients, Span<float> workspace, int batch, int window, WorkShare share);

    public abstract void Accept(IShapeVisitor visitor);

    public virtual void Accept(ILanguageVisitor visitor) => throw new NotSupportedException(Name);

    public override string ToString() => Name;
}

internal class ShapeKernels<TShape> : ShapeKernels
    where TShape : struct, ITrainableModel
{
    public override string Name =>
        typeof(TShape).DeclaringType == typeof(KernelShapes) ? typeof(TShape).Name : $"{typeof(TShape).DeclaringType!.Name}.{typeof(TShape).Name}";

    public override ModelShape Shape => TShape.Shape;

    public override int ParameterSize => TShape.ParameterSize;

    public override int TrainableOffset => TShape.TrainableOffset;

    public override int TransposeSize => TShape.TransposeSize;

    public override int StateSize => TShape.StateSize;

    public override int WorkspaceSize(int batch, int window) => TShape.WorkspaceSize(batch, window);

    public override int AdjointWorkspaceSize(int batch, int window) => TShape.AdjointWorkspaceSize(batch, window);

    public override int GateOffset(int batch, int window, int gate, int row, int step) => TShape.GateOffset(batch, window, gate, row, step);

    public override void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share) => TShape.Transpose(parameters, transpose, share);

    public override void Forward(
        ReadOnlySpan<float> parameters, SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window) =>
        TShape.Forward(parameters, input, states, workspace, batch, window);

    public override void Outputs(
        ReadOnlySpan<float> parameters, SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window) =>
        TShape.Outputs(parameters, input, outputs, workspace, batch, window);

    public override double Loss(
        ReadOnlySpan<float> parameters, SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum) =>
        TShape.Loss(parameters, input, target, workspace, batch, window, sum);

    public override double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, SequenceInput input, SequenceTarget target, float scale,
        Span<float> gradients, Span<float> stateGradients, Span<float> workspace, int batch, int window, double sum) =>
        TShape.Backward(parameters, transpose, input, target, scale, gradients, stateGradients, workspace, batch, window, sum);

    public override void Adjoints(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, SequenceInput input, SequenceTarget target, float scale,
        Span<float> stateGradients, Span<float> workspace, Span<float> losses, int batch, int window) =>
        TShape.Adjoints(parameters, transpose, input, target, scale, stateGradients, workspace, losses, batch, window);

    public override void Accumulate(SequenceInput input, Span<float> gradients, Span<float> workspace, int batch, int window, WorkShare share) =>
        TShape.Accumulate(input, gradients, workspace, batch, window, share);

    public override void Accept(IShapeVisitor visitor) => visitor.Visit<TShape>();
}

internal abstract class StreamingKernels<TShape> : ShapeKernels<TShape>
    where TShape : struct, IStreamingModel, ITrainableModel
{
    public override bool Streams => true;

    public override void Output(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> outputs) =>
        TShape.Logits(parameters, state, outputs);
}

internal class TokenKernels<TShape> : StreamingKernels<TShape>
    where TShape : struct, ITokenModel, ITrainableModel
{
    public override void Step(ReadOnlySpan<float> parameters, Span<float> state, SampleBatch step) => TShape.Step(parameters, state, step.Tokens[0]);
}

internal sealed class VectorInputKernels<TShape> : StreamingKernels<TShape>
    where TShape : struct, IVectorModel, ITrainableModel
{
    public override void Step(ReadOnlySpan<float> parameters, Span<float> state, SampleBatch step) => TShape.Step(parameters, state, step.Vectors);
}

internal sealed class LanguageKernels<TShape> : TokenKernels<TShape>
    where TShape : struct, ILanguageModel, ITrainableModel
{
    public override bool IsLanguageModel => true;

    public override void Accept(ILanguageVisitor visitor) => visitor.Visit<TShape>();
}
