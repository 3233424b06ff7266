using CommunityToolkit.HighPerformance;
using EdgeSeq.Memory;
using EdgeSeq.Models;
using EdgeSeq.Quantization;
using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>The parameters of one model, in one aligned native block.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// Thread-safe to read. Any number of <see cref="Session{TShape}"/>, <see cref="Sampler{TShape}"/> and <see cref="Evaluator{TShape}"/> may read
/// one model at a time, on any threads. While it is written, by a <see cref="Trainer{TShape}"/>, <see cref="SetParameter"/> or
/// <see cref="LoadWeights(string, ModelFileOptions?)"/>, nobody else may use it; but a trainer may <see cref="Trainer{TShape}.Publish"/> the weights of
/// its own model to it at any time. It may be disposed on any thread at any time: calls
/// that run end as they would have, later ones are refused.
/// </remarks>
public sealed partial class Model<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly WeightBlocks _weights;
    private readonly Lifetime _lifetime;

    /// <summary>
    /// A model with seeded random parameters. With orthogonal recurrent weights, the default of most cells, the time grows with H^3
    /// (<see cref="Initialization.Recurrent"/>).
    /// </summary>
    /// <param name="seed">The same seed gives the same parameters on every machine.</param>
    /// <param name="initialization">How; the default of its cell if null (<see cref="ModelShape.DefaultInitialization"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">The initialisation is not valid.</exception>
    public Model(ulong seed = 0, Initialization? initialization = null)
        : this(Validated(initialization), new RandomGenerator(seed))
    {
    }

    private Model(Initialization? initialization, RandomGenerator? random)
    {
        _weights = new WeightBlocks(TShape.ParameterSize, typeof(Model<TShape>));
        _lifetime = new Lifetime(typeof(Model<TShape>), [_weights]);
        if (initialization is not null && random is not null)
        {
            if (Shape.Codec is { } codec)
            {
                codec.Fill(Parameters, Shape, initialization, random);
                return;
            }

            ParameterInitializer.Fill(Parameters, Shape, initialization, random);
        }
    }

    /// <summary>A model of zeros for a reader that sets every parameter: drawing them costs O(H^3), more than reading a file.</summary>
    internal static Model<TShape> Blank() => new(null, null);

    /// <summary>What was declared, and where each parameter lies.</summary>
    public static ModelShape Shape => TShape.Shape;

    /// <summary>
    /// The parameter block, padding included: what kernels read. Write through <see cref="ParameterInfo.Layout"/> only,
    /// since padding must stay zero. After a <see cref="Trainer{TShape}.Publish"/> to this model it is another block. The span does not keep the model alive, and must not be used after it was disposed or finalised:
    /// it is then memory of somebody else.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Span<float> Parameters
    {
        get
        {
            _lifetime.ThrowIfClosed();
            return HeldParameters;
        }
    }

    /// <summary>How long the block lives.</summary>
    internal Lifetime Lifetime => _lifetime;

    /// <summary><see cref="Parameters"/>, for calls that hold the model: they run to their end though it is disposed meanwhile.</summary>
    internal Span<float> HeldParameters => _weights.Current.Floats;

    /// <summary>What readers hold while others publish.</summary>
    internal WeightBlocks Weights => _weights;

    /// <summary>Copies one parameter out of its panels.</summary>
    /// <param name="name">As in the equations: <c>W_r</c>, <c>U_n</c>, <c>b_y</c>.</param>
    /// <param name="destination">[inputs x outputs] of the parameter; one row for a bias.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or its size differs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void CopyParameterTo(string name, Span2D<float> destination)
    {
        ParameterInfo parameter = Find(name, destination.Height, destination.Width);
        using Lifetime.Use use = _lifetime.Enter();
        using var reader = new WeightReader(_weights);
        ReadOnlySpan<float> block = reader.Held;
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                destination[k, j] = parameter.Codec?.Read(block, parameter, k, j) ?? block[parameter.Layout.IndexOf(k, j)];
            }
        }
    }

    /// <summary>Sets one parameter, and with learned vectors the weights that are tied to them.</summary>
    /// <param name="name">As in the equations: <c>W_r</c>, <c>U_n</c>, <c>b_y</c>.</param>
    /// <param name="source">[inputs x outputs] of the parameter; one row for a bias.</param>
    /// <exception cref="ArgumentException">There is no such parameter, its size differs, or it is tied to another one.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void SetParameter(string name, ReadOnlySpan2D<float> source)
    {
        ParameterInfo parameter = Find(name, source.Height, source.Width);
        if (parameter.TiedTo is { } vectors)
        {
            throw new ArgumentException($"{name} is tied to {vectors}, of which it is the transpose: set that.", nameof(name));
        }

        using Lifetime.Use use = _lifetime.Enter();
        Set(parameter, source, HeldParameters);
        foreach (ParameterInfo tied in Shape.Parameters)
        {
            if (tied.TiedTo == name)
            {
                float[,] transposed = new float[tied.Rows, tied.Columns];
                for (int k = 0; k < tied.Rows; k++)
                {
                    for (int j = 0; j < tied.Columns; j++)
                    {
                        transposed[k, j] = source[j, k];
                    }
                }

                Set(tied, transposed, HeldParameters);
            }
        }
    }

    private static void Set(ParameterInfo parameter, ReadOnlySpan2D<float> source, Span<float> block)
    {
        if (parameter.Codec is { } codec)
        {
            SetRounded(codec, parameter, source, block);
            return;
        }

        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                block[parameter.Layout.IndexOf(k, j)] = source[k, j];
            }
        }
    }

    /// <summary>
    /// Refuses further calls, here and in all that reads the model. The block is freed when calls that still run have ended, and all
    /// that reads the model is disposed too; at the latest by the finaliser.
    /// </summary>
    public void Dispose() => _lifetime.Close();

    private static void SetRounded(WeightCodec codec, ParameterInfo parameter, ReadOnlySpan2D<float> source, Span<float> block)
    {
        ParameterInfo wide = WideBlock.Wide(parameter, 0);
        float[] floats = new float[WideBlock.Size(wide)];
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                floats[wide.Layout.IndexOf(k, j)] = float.IsFinite(source[k, j]) ? source[k, j]
                    : throw new ArgumentException($"{parameter.Name} has {source[k, j]} at input {k}, output {j}; weights of {codec.Title} must be finite.", nameof(source));
            }
        }

        if (TooLarge.In(floats, [wide], [parameter]) is { } fault)
        {
            throw new ArgumentException($"{fault}.", nameof(source));
        }

        codec.Round(floats, wide, block, parameter);
    }

    private static Initialization Validated(Initialization? initialization)
    {
        initialization ??= Shape.DefaultInitialization;
        initialization.Validate();
        return initialization;
    }

    private static ParameterInfo Find(string name, int rows, int columns)
    {
        ParameterInfo parameter = Shape.Parameters.FirstOrDefault(p => p.Name == name)
            ?? throw new ArgumentException(
                $"{Shape.Name} has no parameter {name}; it has {string.Join(", ", Shape.Parameters.Select(p => p.Name))}.", nameof(name));
        return parameter.Rows == rows && parameter.Columns == columns
            ? parameter
            : throw new ArgumentException(
                $"{name} is {parameter.Rows} x {parameter.Columns} (inputs x outputs); the given span is {rows} x {columns}.", nameof(name));
    }
}
