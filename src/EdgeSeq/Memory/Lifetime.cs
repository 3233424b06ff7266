using System.Diagnostics.CodeAnalysis;

namespace EdgeSeq.Memory;

/// <summary>
/// How long the native memory of an object lives: until it is disposed and the last call that runs in it has ended, on whatever
/// thread. Whoever reads a model counts as a call of the model until disposed itself.
/// </summary>
/// <remarks>
/// A call costs two interlocked operations, some ten nanoseconds; <see cref="SoloLifetime"/> is for calls that take no longer
/// than that. Who never disposes loses nothing: no call runs in what nobody reaches, and the finalisers of the blocks free them.
/// </remarks>
internal sealed class Lifetime
{
    /// <summary>The sign bit of <see cref="_uses"/>; the rest counts calls and readers.</summary>
    private const int Closed = int.MinValue;

    private readonly Type _owner;
    private readonly IDisposable[] _memory;
    private readonly Lifetime[] _models;
    private int _uses;
    private bool _isFreed;

    /// <summary>The last thing that a constructor makes, since it holds the models from here on.</summary>
    /// <param name="owner">The type that an <see cref="ObjectDisposedException"/> should mention.</param>
    /// <param name="memory">What is disposed at the end.</param>
    /// <param name="models">Models that every call reads.</param>
    /// <exception cref="ObjectDisposedException">A model was disposed.</exception>
    public Lifetime(Type owner, ReadOnlySpan<IDisposable> memory, params ReadOnlySpan<Lifetime> models)
    {
        (_owner, _memory, _models) = (owner, memory.ToArray(), models.ToArray());
        foreach (Lifetime model in _models)
        {
            model.Hold();
        }
    }

    /// <summary>Whether it was disposed; calls may still run.</summary>
    public bool IsClosed => Volatile.Read(ref _uses) < 0;

    /// <summary>Begins a call, which ends when the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The owner or a model was disposed.</exception>
    public Use Enter()
    {
        Hold();
        foreach (Lifetime model in _models)
        {
            if (model.IsClosed)
            {
                Release();
                model.ThrowClosed();
            }
        }

        return new(this);
    }

    /// <summary>Keeps the memory until <see cref="Release"/>.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public void Hold()
    {
        if (Interlocked.Increment(ref _uses) < 0)
        {
            Release();
            ThrowClosed();
        }
    }

    /// <summary>Ends what <see cref="Hold"/> began.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == Closed)
        {
            Free();
        }
    }

    /// <summary>Refuses further calls, and frees the memory now or with the last call that runs.</summary>
    public void Close()
    {
        if (Interlocked.Or(ref _uses, Closed) == 0)
        {
            Free();
        }
    }

    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public void ThrowIfClosed()
    {
        if (IsClosed)
        {
            ThrowClosed();
        }
    }

    /// <exception cref="ObjectDisposedException">Always.</exception>
    [DoesNotReturn]
    public void ThrowClosed() => throw new ObjectDisposedException(_owner.FullName);

    private void Free()
    {
        // A call that is refused counts for a moment too, so the count may come to nothing more than once.
        if (Interlocked.Exchange(ref _isFreed, true))
        {
            return;
        }

        foreach (IDisposable memory in _memory)
        {
            memory.Dispose();
        }

        foreach (Lifetime model in _models)
        {
            model.Release();
        }
    }

    /// <summary>A call that runs.</summary>
    public readonly ref struct Use(Lifetime lifetime) : IDisposable
    {
        /// <summary>Ends it. Until here the memory is reachable too, so no finaliser frees it.</summary>
        public void Dispose() => lifetime.Release();
    }
}
