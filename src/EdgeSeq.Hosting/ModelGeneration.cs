using System.Collections.Concurrent;

namespace EdgeSeq.Hosting;

/// <summary>One loaded model and its idle sessions. It is disposed when it has been replaced and its last lease has ended.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <param name="model">The model, disposed with it.</param>
/// <param name="maxIdle">Sessions that are kept at most.</param>
internal sealed class ModelGeneration<TShape>(Model<TShape> model, int maxIdle)
    where TShape : struct, ISequenceModel
{
    private readonly ConcurrentBag<IDisposable> _idle = [];

    // Leases, and one for being the current generation. At 0 it is over, and nobody may enter any more.
    private int _holders = 1;

    /// <summary>The model.</summary>
    public Model<TShape> Model => model;

    /// <summary>Begins a lease.</summary>
    /// <returns>False if the generation is over; a newer one is current then.</returns>
    public bool TryEnter()
    {
        for (int holders = Volatile.Read(ref _holders); holders > 0;)
        {
            int found = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (found == holders)
            {
                return true;
            }

            holders = found;
        }

        return false;
    }

    /// <summary>Ends a lease, or being current.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            while (_idle.TryTake(out IDisposable? session))
            {
                session.Dispose();
            }

            model.Dispose();
        }
    }

    /// <summary>Takes an idle session; within a lease.</summary>
    public IDisposable? Take() => _idle.TryTake(out IDisposable? session) ? session : null;

    /// <summary>Gives a session back; within a lease.</summary>
    public void Give(IDisposable session)
    {
        if (_idle.Count < maxIdle)
        {
            _idle.Add(session);
        }
        else
        {
            session.Dispose();
        }
    }
}
