using System.Diagnostics.CodeAnalysis;
using EdgeSeq.Data;
using EdgeSeq.Metrics;
using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>
/// A model whose shape is one of several that are compiled in, chosen while the program runs: <see cref="ModelChoices"/> makes it. It does what does
/// not depend on the shape's type; <see cref="TryGet"/> gives the model itself for all else.
/// </summary>
/// <remarks>Calls go through one virtual method and then allocate as little as those of the model itself, whose rules hold. Thread-safe to read.</remarks>
public abstract class AnyModel : IDisposable
{
    private protected AnyModel()
    {
    }

    /// <summary>What was declared, and where each parameter lies.</summary>
    public abstract ModelShape Shape { get; }

    /// <summary>As <see cref="FitExtensions.Fit"/>.</summary>
    /// <param name="training">Data to learn from.</param>
    /// <param name="validation">Data to measure with; null for none.</param>
    /// <param name="options">How to fit; the defaults if null.</param>
    /// <param name="progress">Told after every step and validation, on this thread; null for nobody.</param>
    /// <param name="cancellation">Looked at after every step.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the data are of another kind.</exception>
    /// <exception cref="InvalidOperationException">The shape was added as one that only runs.</exception>
    public abstract FitResult Fit(
        ISequenceBatches training, ISequenceBatches? validation = null, FitOptions? options = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>As <see cref="EvaluationExtensions.Evaluate"/>.</summary>
    /// <param name="data">The data; the position is set to the first batch.</param>
    /// <exception cref="ArgumentException">The data are of other sizes or another kind, or the shape has no output layer.</exception>
    public abstract EvaluationReport Evaluate(ISequenceBatches data);

    /// <summary>As <see cref="Model{TShape}.Save(string, ModelFileOptions?)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Names of tensors; PyTorch's if null.</param>
    /// <exception cref="InvalidOperationException">A weight is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public abstract void Save(string path, ModelFileOptions? options = null);

    /// <summary>A sequence that runs through the model step by step.</summary>
    /// <exception cref="InvalidOperationException">The shape cannot stream, since it reads in both directions.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public abstract AnySession NewSession();

    /// <summary>The model itself, for what depends on its type.</summary>
    /// <typeparam name="TShape">A declared shape.</typeparam>
    /// <param name="model">The model, if it is of this shape; it stays this object's to dispose.</param>
    /// <returns>Whether it is.</returns>
    public bool TryGet<TShape>([NotNullWhen(true)] out Model<TShape>? model)
        where TShape : struct, ISequenceModel
    {
        model = (this as AnyModel<TShape>)?.Model;
        return model is not null;
    }

    /// <summary>Disposes the model; what reads it ends as it says.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Close();
}

/// <summary>How a model of a shape that learns is fitted.</summary>
internal delegate FitResult FitOf<TShape>(
    Model<TShape> model, ISequenceBatches training, ISequenceBatches? validation, FitOptions? options, IProgress<FitProgress>? progress, CancellationToken cancellation)
    where TShape : struct, ISequenceModel;

/// <summary>
/// A model of one shape; <paramref name="session"/> opens a session of it, which only shapes that stream can say how to, and <paramref name="fit"/> trains it, which only
/// shapes that learn can.
/// </summary>
internal sealed class AnyModel<TShape>(Model<TShape> model, Func<Model<TShape>, AnySession>? session, FitOf<TShape>? fit) : AnyModel
    where TShape : struct, ISequenceModel
{
    public Model<TShape> Model => model;

    public override ModelShape Shape => TShape.Shape;

    public override FitResult Fit(
        ISequenceBatches training, ISequenceBatches? validation, FitOptions? options, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        (fit ?? throw new InvalidOperationException($"{Shape.Name} was added to the choices as one that only runs: train a shape of floats, and round its model with Quantize."))(
            model, training, validation, options, progress, cancellation);

    public override EvaluationReport Evaluate(ISequenceBatches data) => model.Evaluate(data);

    public override void Save(string path, ModelFileOptions? options) => model.Save(path, options);

    public override AnySession NewSession() => session?.Invoke(model)
        ?? throw new InvalidOperationException($"{Shape.Name} was added to the choices as one that does not stream: run whole sequences, or add it with AddTokens or AddVectors.");

    private protected override void Close() => model.Dispose();
}
