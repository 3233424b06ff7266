using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>One sequence that runs through a model of any shape step by step: a <see cref="Session{TShape}"/>, whose rules hold. After construction it allocates nothing.</summary>
/// <remarks>One thread at a time.</remarks>
public abstract class AnySession : IDisposable
{
    private protected AnySession()
    {
    }

    /// <summary>Reads one token and gives the outputs after it, before softmax or sigmoid.</summary>
    /// <param name="token">0 to V - 1, or -1 for the zero input.</param>
    /// <param name="logits">Receives O floats.</param>
    /// <exception cref="InvalidOperationException">The shape reads vectors.</exception>
    /// <exception cref="ArgumentException">The span is shorter than O, or there is no such token; nothing was read.</exception>
    public abstract void Step(int token, Span<float> logits);

    /// <summary>Reads one vector and gives the outputs after it, before softmax or sigmoid; of <see cref="Head.Linear"/> the numbers themselves.</summary>
    /// <param name="x">Exactly D numbers.</param>
    /// <param name="logits">Receives O floats.</param>
    /// <exception cref="InvalidOperationException">The shape reads tokens.</exception>
    /// <exception cref="ArgumentException">A length is wrong, or a number is not finite; nothing was read.</exception>
    public abstract void Step(ReadOnlySpan<float> x, Span<float> logits);

    /// <summary>The outputs after the steps so far: probabilities of a softmax or sigmoids, or numbers.</summary>
    /// <param name="outputs">Receives O floats.</param>
    /// <exception cref="ArgumentException">The span is shorter than O.</exception>
    public abstract void Output(Span<float> outputs);

    /// <summary>Goes back to the start of a sequence.</summary>
    public abstract void Reset();

    /// <summary>Frees the state; not the model.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Close();

    private protected static InvalidOperationException Wrong(ModelShape shape, string reads) => new($"{shape.Name} reads {reads}.");
}

/// <summary>What sessions of tokens and of vectors share.</summary>
internal abstract class AnySession<TShape>(Model<TShape> model) : AnySession
    where TShape : struct, IStreamingModel
{
    protected Session<TShape> Session { get; } = new(model);

    public override void Output(Span<float> outputs) => Session.Output(outputs);

    public override void Reset() => Session.Reset();

    private protected override void Close() => Session.Dispose();
}

/// <summary>A session of a shape that reads tokens.</summary>
internal sealed class AnyTokenSession<TShape>(Model<TShape> model) : AnySession<TShape>(model)
    where TShape : struct, ITokenModel
{
    public override void Step(int token, Span<float> logits) => Session.Step(token, logits);

    public override void Step(ReadOnlySpan<float> x, Span<float> logits) => throw Wrong(TShape.Shape, "tokens, not vectors");
}

/// <summary>A session of a shape that reads vectors.</summary>
internal sealed class AnyVectorSession<TShape>(Model<TShape> model) : AnySession<TShape>(model)
    where TShape : struct, IVectorModel
{
    public override void Step(int token, Span<float> logits) => throw Wrong(TShape.Shape, "vectors, not tokens");

    public override void Step(ReadOnlySpan<float> x, Span<float> logits) => Session.Step(x, logits);
}
