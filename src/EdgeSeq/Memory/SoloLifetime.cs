using System.Diagnostics.CodeAnalysis;

namespace EdgeSeq.Memory;

/// <summary>
/// As <see cref="Lifetime"/>, for an object that one thread at a time uses, in calls too short for interlocked operations: they
/// write and read a flag, and closing, on any thread, bears the whole cost.
/// </summary>
/// <remarks>
/// A call sets its flag and then looks whether it is closed; closing sets that and then looks whether a call runs. Were all of
/// this sequentially consistent, one of the two would see the other (Dekker). Instead of a fence in every call, closing has
/// one executed on every processor that runs a thread of this process, some microseconds: whatever a call had done before, is seen after
/// it, and whatever a call does after it, sees what was written before.
/// </remarks>
internal sealed class SoloLifetime
{
    private readonly Type _owner;
    private readonly NativeBlock _memory;
    private readonly Lifetime _model;
    private readonly WeightReader? _weights;
    private volatile bool _isRunning, _isClosed;
    private bool _isFreed;

    /// <summary>The last thing that a constructor makes, since it holds the model from here on.</summary>
    /// <param name="owner">The type that an <see cref="ObjectDisposedException"/> should mention.</param>
    /// <param name="memory">What is disposed at the end.</param>
    /// <param name="model">The model that every call reads.</param>
    /// <param name="weights">Its weights, as the owner holds them; let go at the end.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public SoloLifetime(Type owner, NativeBlock memory, Lifetime model, WeightReader? weights = null)
    {
        (_owner, _memory, _model, _weights) = (owner, memory, model, weights);
        model.Hold();
    }

    /// <summary>Begins a call, which ends when the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The owner or its model was disposed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public Use Enter()
    {
        // Two threads that come within nanoseconds of each other may both get past this; who makes it a habit does not for long.
        if (_isRunning)
        {
            ThrowRunning();
        }

        _isRunning = true;
        if (_isClosed || _model.IsClosed)
        {
            Refuse();
        }

        return new(this);
    }

    /// <summary>Refuses further calls, and frees the memory now or with the call that runs.</summary>
    public void Close()
    {
        _isClosed = true;
        Interlocked.MemoryBarrierProcessWide();
        if (!_isRunning)
        {
            Free();
        }
    }

    /// <summary>Ends a call.</summary>
    private void Leave()
    {
        _isRunning = false;
        if (_isClosed)
        {
            Free();
        }
    }

    private void Refuse()
    {
        bool isClosed = _isClosed;
        Leave();
        ObjectDisposedException.ThrowIf(isClosed, _owner);
        _model.ThrowClosed();
    }

    [DoesNotReturn]
    private void ThrowRunning() => throw new InvalidOperationException(
        $"Two threads use one {_owner.Name.Split('`')[0]} at the same time. Give each thread one of its own; they may share the model.");

    private void Free()
    {
        // Closing and the end of a call may both find that it is theirs to do.
        if (!Interlocked.Exchange(ref _isFreed, true))
        {
            _memory.Dispose();
            _weights?.Dispose();
            _model.Release();
        }
    }

    /// <summary>A call that runs.</summary>
    public readonly ref struct Use(SoloLifetime lifetime) : IDisposable
    {
        /// <summary>Ends it. Until here the memory is reachable too, so no finaliser frees it.</summary>
        public void Dispose() => lifetime.Leave();
    }
}
