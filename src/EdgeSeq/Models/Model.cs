using CommunityToolkit.HighPerformance;
using EdgeSeq.Memory;
using EdgeSeq.Models;

namespace EdgeSeq;

/// <summary>The parameters of one model, in one aligned native block.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// Any number of <see cref="Session{TShape}"/>, <see cref="Sampler{TShape}"/> and <see cref="Evaluator{TShape}"/> may read
/// one model at a time, on any threads; while a <see cref="Trainer{TShape}"/> steps, nobody else may.
/// </remarks>
public sealed partial class Model<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly NativeBlock _block;

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
        _block = new NativeBlock(TShape.ParameterSize, typeof(Model<TShape>));
        if (initialization is not null && random is not null)
        {
            ParameterInitializer.Fill(Parameters, Shape, initialization, random);
        }
    }

    /// <summary>A model of zeros for a reader that sets every parameter: drawing them costs O(H^3), more than reading a file.</summary>
    internal static Model<TShape> Blank() => new(null, null);

    /// <summary>What was declared, and where each parameter lies.</summary>
    public static ModelShape Shape => TShape.Shape;

    /// <summary>
    /// The parameter block, padding included: what kernels read. Write through <see cref="ParameterInfo.Layout"/> only,
    /// since padding must stay zero. The span is valid until the model is disposed or finalised.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Span<float> Parameters => _block.Section(0, TShape.ParameterSize);

    /// <summary>Copies one parameter out of its panels.</summary>
    /// <param name="name">As in the equations: <c>W_r</c>, <c>U_n</c>, <c>b_y</c>.</param>
    /// <param name="destination">[inputs x outputs] of the parameter; one row for a bias.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or its size differs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void CopyParameterTo(string name, Span2D<float> destination)
    {
        ParameterInfo parameter = Find(name, destination.Height, destination.Width);
        Span<float> block = Parameters;
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                destination[k, j] = block[parameter.Layout.IndexOf(k, j)];
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Sets one parameter.</summary>
    /// <param name="name">As in the equations: <c>W_r</c>, <c>U_n</c>, <c>b_y</c>.</param>
    /// <param name="source">[inputs x outputs] of the parameter; one row for a bias.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or its size differs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void SetParameter(string name, ReadOnlySpan2D<float> source)
    {
        ParameterInfo parameter = Find(name, source.Height, source.Width);
        Span<float> block = Parameters;
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                block[parameter.Layout.IndexOf(k, j)] = source[k, j];
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Frees the block.</summary>
    public void Dispose() => _block.Dispose();

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
