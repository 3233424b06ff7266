using System.Buffers.Binary;
using EdgeSeq.Training;

namespace EdgeSeq.CrashTest;

/// <summary>
/// A training run that goes on from its last checkpoint, if there is one. Everything that it depends on changes from step to
/// step: random tokens, a position in the data, carried states, a schedule, moments.
/// </summary>
internal sealed class Run : IDisposable
{
    private const int Batch = 4, Window = 16;

    private readonly Model<CrashShape> _model = new(seed: 1);
    private readonly Trainer<CrashShape> _trainer;
    private readonly RandomGenerator _random = new(seed: 2);
    private readonly Settings _settings;
    private readonly CheckpointStore<CrashShape>? _store;
    private readonly int[] _text = new int[(Batch * Window) + 1];
    private long _drawn;

    public Run(Settings settings)
    {
        _settings = settings;
        _trainer = new(_model, new TrainerOptions
        {
            Batch = Batch, Window = Window, Schedule = new CosineRate(Peak: 0.01f, settings.Steps) { WarmUpSteps = 10 },
        });
        _store = settings.Folder is { } folder ? new(_trainer, folder, keep: 2) : null;
    }

    /// <summary>Trains to the end.</summary>
    /// <returns>SHA-256 of the weights.</returns>
    public string Train()
    {
        Resume();
        while (_trainer.StepCount < Math.Min(_settings.Steps, _settings.Until))
        {
            Step();
            if (_trainer.StepCount % _settings.Every == 0)
            {
                Save();
            }
        }

        return _model.ComputeSha256();
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }

    private void Resume()
    {
        if (_store?.LoadLatest(_random) is not { } checkpoint)
        {
            return;
        }

        _drawn = BinaryPrimitives.ReadInt64LittleEndian(checkpoint.Position.Span);
        Console.Error.WriteLine($"resumed at step {checkpoint.StepCount} from {Path.GetFileName(checkpoint.Path)}");
        foreach (string skipped in checkpoint.Skipped)
        {
            Console.Error.WriteLine(skipped);
        }
    }

    private void Step()
    {
        foreach (ref int token in _text.AsSpan())
        {
            // The position goes into the data, so that a wrong one changes the weights.
            token = (int)((_random.NextInt32(16) + _drawn++) % Model<CrashShape>.Shape.Vocabulary);
        }

        _trainer.Step(_text.AsSpan(..^1), _text.AsSpan(1));
    }

    private void Save()
    {
        Span<byte> position = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(position, _drawn);
        if (_settings.GoOn)
        {
            if (_store?.TrySave(out Exception? problem, _random, position) == false)
            {
                Console.Error.WriteLine($"step {_trainer.StepCount}: not saved, going on: {problem.Message}");
            }
        }
        else
        {
            _store?.Save(_random, position);
        }
    }
}
