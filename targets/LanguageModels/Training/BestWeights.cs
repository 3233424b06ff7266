using System.Buffers.Binary;
using System.Globalization;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>
/// Early stopping: keeps the weights of the best validation, and says when there was none for long. What it knows goes into checkpoints; the
/// weights lie beside them, in a file of each best validation (a run has at most 20).
/// </summary>
/// <typeparam name="TShape">The shape that learns.</typeparam>
/// <param name="patience">Validations in a row without a better loss that are enough.</param>
internal sealed class BestWeights<TShape>(int patience) : IDisposable
    where TShape : struct, ILanguageModel
{
    /// <summary>Bytes of what <see cref="Save"/> writes: the loss, the steps it took, and the validations since.</summary>
    public const int StateSize = sizeof(double) + (2 * sizeof(int));

    private readonly Model<TShape> _best = new();
    private int _without, _steps, _saved;

    /// <summary>The lowest loss so far.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether it is time to stop.</summary>
    public bool IsEnough => _without >= patience;

    /// <summary>Looks at a validation.</summary>
    public void Add(double loss, int steps, ReadOnlySpan<float> parameters)
    {
        _without++;
        if (loss < Loss)
        {
            (Loss, _steps, _without) = (loss, steps, 0);
            parameters.CopyTo(_best.Parameters);
        }
    }

    /// <summary>Puts the best weights back.</summary>
    public void Restore(Span<float> parameters)
    {
        if (double.IsFinite(Loss))
        {
            _best.Parameters.CopyTo(parameters);
        }
    }

    /// <summary>Writes the weights to a file, unless they are there, and the rest to <paramref name="state"/>.</summary>
    /// <exception cref="IOException">The weights cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The weights may not be written.</exception>
    public void Save(string folder, Span<byte> state)
    {
        if (_saved != _steps)
        {
            Directory.CreateDirectory(folder);
            _best.Save(PathOf(folder, _steps));
            _saved = _steps;
        }

        BinaryPrimitives.WriteDoubleLittleEndian(state, Loss);
        BinaryPrimitives.WriteInt32LittleEndian(state[sizeof(double)..], _steps);
        BinaryPrimitives.WriteInt32LittleEndian(state[(sizeof(double) + sizeof(int))..], _without);
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote.</summary>
    /// <exception cref="IOException">The weights cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The weights may not be read.</exception>
    public void Load(string folder, ReadOnlySpan<byte> state)
    {
        int steps = BinaryPrimitives.ReadInt32LittleEndian(state[sizeof(double)..]);
        if (steps > 0)
        {
            _best.LoadWeights(PathOf(folder, steps));
        }

        (Loss, _steps, _saved) = (BinaryPrimitives.ReadDoubleLittleEndian(state), steps, steps);
        _without = BinaryPrimitives.ReadInt32LittleEndian(state[(sizeof(double) + sizeof(int))..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _best.Dispose();

    private static string PathOf(string folder, int steps) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"best-{steps:D8}.safetensors"));
}
