using System.Diagnostics;
using EdgeSeq.Bench.Peers;
using EdgeSeq.Threads;
using EdgeSeq.Training;

namespace EdgeSeq.Bench.Compare;

/// <summary>
/// Trainers of models of their own, one on each thread, at the same time: nothing is shared but the machine. What they reach together, against one of them
/// alone, is the most that threads of one trainer could.
/// </summary>
internal sealed class IndependentTrainers<TShape> : IShared, IDisposable
    where TShape : struct, ILanguageModel, ITrainableModel
{
    private const int Rounds = 41;
    private const double RoundSeconds = 0.008;

    private readonly Model<TShape>[] _models;
    private readonly Trainer<TShape>[] _trainers;
    private readonly TrainingBatches _batches;
    private readonly Team _team;
    private int _count;

    public IndependentTrainers(int threads, TrainerOptions options, TrainingBatches batches)
    {
        _models = [.. Enumerable.Range(0, threads).Select(_ => new Model<TShape>(1))];
        _trainers = [.. _models.Select(model => new Trainer<TShape>(model, options))];
        (_batches, _team) = (batches, new Team(threads));
    }

    /// <summary>How many times the steps of one that is alone all of them do in the same time: the median of rounds, in each of which both run.</summary>
    /// <param name="alone">Seconds a step of one trainer that runs so many steps alone.</param>
    public double Ceiling(Func<int, double> alone)
    {
        _count = Math.Max(3, (int)(RoundSeconds / alone(3)));
        Together();
        double[] ratios = [.. Enumerable.Range(0, Rounds).Select(_ => _trainers.Length * alone(_count) / Together()).Order()];
        return ratios[Rounds / 2];
    }

    public void Dispose()
    {
        _team.Dispose();
        Array.ForEach(_trainers, trainer => trainer.Dispose());
        Array.ForEach(_models, model => model.Dispose());
    }

    void IShared.Run(int part)
    {
        for (int i = 0; i < _count; i++)
        {
            _trainers[part].Step(_batches.Inputs(i), _batches.Targets(i));
        }
    }

    /// <summary>Seconds a step while all run.</summary>
    private double Together()
    {
        long begin = Stopwatch.GetTimestamp();
        _team.Run(this);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds / _count;
    }
}
