using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>
/// The shapes that a program is compiled with, to choose one while it runs: by a configured size, or by what a file says. Each shape adds its kernels to the
/// program, so name those that are wanted:
/// <c>new ModelChoices().AddVectors&lt;Small&gt;().AddVectors&lt;Large&gt;()</c>.
/// </summary>
/// <remarks>Thread-safe to read.</remarks>
public sealed class ModelChoices
{
    private readonly List<Choice> _choices = [];

    /// <summary>What may be chosen, in the order in which it was added.</summary>
    public IReadOnlyList<ModelShape> Shapes => [.. _choices.Select(choice => choice.Shape)];

    /// <summary>Adds a shape that reads tokens step by step.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <returns>These choices.</returns>
    public ModelChoices AddTokens<TShape>()
        where TShape : struct, ITokenModel, ITrainableModel => Add<TShape>(model => new AnyTokenSession<TShape>(model), FitExtensions.Fit);

    /// <summary>Adds a shape that reads vectors step by step.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <returns>These choices.</returns>
    public ModelChoices AddVectors<TShape>()
        where TShape : struct, IVectorModel, ITrainableModel => Add<TShape>(model => new AnyVectorSession<TShape>(model), FitExtensions.Fit);

    /// <summary>Adds a shape for whole sequences, such as one that reads in both directions: it has no sessions.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <returns>These choices.</returns>
    public ModelChoices Add<TShape>()
        where TShape : struct, ITrainableModel => Add<TShape>(null, FitExtensions.Fit);

    /// <summary>
    /// Adds a shape that reads tokens step by step and does not learn here: one of weights of 8 or 16 bits, or one whose training the program does without.
    /// </summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <returns>These choices.</returns>
    public ModelChoices AddRunOnlyTokens<TShape>()
        where TShape : struct, ITokenModel => Add<TShape>(model => new AnyTokenSession<TShape>(model), null);

    /// <summary>As <see cref="AddRunOnlyTokens"/>, of a shape that reads vectors.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <returns>These choices.</returns>
    public ModelChoices AddRunOnlyVectors<TShape>()
        where TShape : struct, IVectorModel => Add<TShape>(model => new AnyVectorSession<TShape>(model), null);

    /// <summary>As <see cref="AddRunOnlyTokens"/>, of a shape for whole sequences.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <returns>These choices.</returns>
    public ModelChoices AddRunOnly<TShape>()
        where TShape : struct, ISequenceModel => Add<TShape>(null, null);

    /// <summary>A model with random weights, of the first shape that is wanted.</summary>
    /// <param name="wanted">Says so, such as <c>shape =&gt; shape.Hidden == 64</c>.</param>
    /// <param name="seed">The same seed gives the same weights on every machine.</param>
    /// <exception cref="ArgumentException">None is; the message lists what there is.</exception>
    public AnyModel Create(Func<ModelShape, bool> wanted, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return _choices.FirstOrDefault(choice => wanted(choice.Shape))?.Create(seed)
            ?? throw new ArgumentException(
                $"No shape that is compiled in is the one that is wanted; there are: {string.Join("; ", Shapes)}.", nameof(wanted));
    }

    /// <summary>The model of a file, of whichever shape it says it is; of shapes that differ in the type of their weights alone, of the first that was added.</summary>
    /// <param name="path">A safetensors file, as <see cref="Model{TShape}.Save(string, ModelFileOptions?)"/> writes it.</param>
    /// <param name="options">Names of tensors; PyTorch's if null.</param>
    /// <exception cref="ModelFormatException">The file is of none of these shapes; the message says of each why not.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public AnyModel Load(string path, ModelFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var reasons = new List<string>();
        foreach (Choice choice in _choices)
        {
            try
            {
                return choice.Load(path, options);
            }
            catch (ModelFormatException e)
            {
                reasons.Add($"{choice.Shape.Name}: {e.Message}");
            }
        }

        throw new ModelFormatException($"'{path}' is of no shape that is compiled in. {string.Join(' ', reasons)}");
    }

    private ModelChoices Add<TShape>(Func<Model<TShape>, AnySession>? session, FitOf<TShape>? fit)
        where TShape : struct, ISequenceModel
    {
        _choices.Add(new(
            TShape.Shape,
            seed => new AnyModel<TShape>(new Model<TShape>(seed), session, fit),
            (path, options) => new AnyModel<TShape>(Model<TShape>.Load(path, options), session, fit)));
        return this;
    }

    private sealed record Choice(ModelShape Shape, Func<ulong, AnyModel> Create, Func<string, ModelFileOptions?, AnyModel> Load);
}
