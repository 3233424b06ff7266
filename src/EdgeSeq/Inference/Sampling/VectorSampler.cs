using EdgeSeq.Inference;
using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>
/// Generates vectors of zeros and ones from many independent sigmoids, such as the notes that sound at each step of music: each
/// output becomes the next input. A sequence starts from the zero state with the zero vector, so from nothing or after what it is
/// given to read. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape: vectors in, as many sigmoids out.</typeparam>
/// <remarks>
/// The same seed, prompts and model give the same vectors on every machine. One thread at a time.
/// </remarks>
public sealed class VectorSampler<TShape> : IDisposable
    where TShape : struct, IVectorModel
{
    private readonly Session<TShape> _session;
    private readonly float[] _unread, _probabilities;

    /// <summary>A sampler at the start of a sequence.</summary>
    /// <param name="model">Read at every step; stays the caller's to dispose.</param>
    /// <param name="options">How numbers are drawn; the defaults if null.</param>
    /// <exception cref="ArgumentException">The shape's outputs cannot be its inputs, or an option is out of range.</exception>
    public VectorSampler(Model<TShape> model, VectorSamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelShape shape = TShape.Shape;
        if (shape.Head != Head.Sigmoid || shape.Inputs != shape.Outputs || shape.Readout != Readout.Every)
        {
            throw new ArgumentException(
                $"Each output becomes the next input, so {shape.Name} needs as many sigmoids at every step as it reads numbers; it reads {shape.Inputs} "
                + $"and has {shape.Outputs} outputs, Head.{shape.Head}, Readout.{shape.Readout}.", nameof(model));
        }

        Options = options ?? new VectorSamplerOptions();
        Options.Validate();
        _session = new Session<TShape>(model);
        (_unread, _probabilities) = (new float[shape.Inputs], new float[shape.Inputs]);
        Random = new RandomGenerator(Options.Seed);
    }

    /// <summary>The options, as given.</summary>
    public VectorSamplerOptions Options { get; }

    /// <summary>The random numbers: one a number of a vector, none with a threshold. <see cref="Reset"/> leaves them alone.</summary>
    public RandomGenerator Random { get; }

    /// <summary>Starts a sequence, reads a prompt and generates vectors until the output is full.</summary>
    /// <param name="prompt">[n x D] finite numbers; may be empty.</param>
    /// <param name="output">Receives [m x D] zeros and ones: what follows the prompt. May overlap it.</param>
    /// <exception cref="ArgumentException">A length is no multiple of D, or a number of the prompt is NaN or infinite; nothing was read or written.</exception>
    /// <exception cref="InvalidOperationException">The model's outputs are not numbers.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public void Generate(ReadOnlySpan<float> prompt, Span<float> output)
    {
        CheckVectors(prompt.Length, nameof(prompt));
        CheckVectors(output.Length, nameof(output));
        Require.Finite(prompt, nameof(prompt));
        Reset();
        Read(prompt);
        for (int i = 0; i < output.Length; i += _unread.Length)
        {
            Next(output.Slice(i, _unread.Length));
        }
    }

    /// <summary>Generates the next vector of the sequence, which goes on with it.</summary>
    /// <param name="output">Receives D zeros and ones.</param>
    /// <exception cref="ArgumentException">The length differs; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The model's outputs are not numbers.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public void Next(Span<float> output)
    {
        Require.Length(output.Length, _unread.Length, nameof(output), "numbers of a vector");
        _session.Step(_unread);
        _session.Output(_probabilities);
        foreach (float probability in _probabilities)
        {
            if (float.IsNaN(probability))
            {
                LogitGuard.ThrowNotFinite();
            }
        }

        for (int i = 0; i < output.Length; i++)
        {
            bool isOne = Options.Threshold is float threshold ? _probabilities[i] >= threshold : Random.NextSingle() < _probabilities[i];
            output[i] = isOne ? 1 : 0;
        }

        output.CopyTo(_unread);
    }

    /// <summary>Goes on with given vectors, as if they had been generated.</summary>
    /// <param name="vectors">[n x D] finite numbers.</param>
    /// <exception cref="ArgumentException">The length is no multiple of D, or a number is NaN or infinite; nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public void Read(ReadOnlySpan<float> vectors)
    {
        CheckVectors(vectors.Length, nameof(vectors));
        Require.Finite(vectors, nameof(vectors));
        for (int i = 0; i < vectors.Length; i += _unread.Length)
        {
            _session.Step(_unread);
            vectors.Slice(i, _unread.Length).CopyTo(_unread);
        }
    }

    /// <summary>Goes back to the start of a sequence. The random numbers go on.</summary>
    /// <exception cref="ObjectDisposedException">The sampler was disposed.</exception>
    public void Reset()
    {
        _session.Reset();
        _unread.AsSpan().Clear();
    }

    /// <summary>Frees the state; not the model.</summary>
    public void Dispose() => _session.Dispose();

    private void CheckVectors(int length, string name)
    {
        if (length % _unread.Length != 0)
        {
            ThrowVectors(length, name);
        }
    }

    private void ThrowVectors(int length, string name) =>
        throw new ArgumentException($"{name} holds {length} numbers, which are no whole vectors of {_unread.Length}.", name);
}
