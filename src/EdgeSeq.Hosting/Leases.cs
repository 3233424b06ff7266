namespace EdgeSeq.Hosting;

/// <summary>A model that was rented.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
public sealed class ModelLease<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly ModelGeneration<TShape> _generation;
    private int _isOver;

    internal ModelLease(ModelGeneration<TShape> generation) => _generation = generation;

    /// <summary>The model: not to be disposed, and not to be used after the lease was.</summary>
    public Model<TShape> Model => _generation.Model;

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _generation.Exit();
        }
    }
}

/// <summary>A session that was rented, at the start of a sequence.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
public sealed class SessionLease<TShape> : IDisposable
    where TShape : struct, IStreamingModel
{
    private readonly ModelGeneration<TShape> _generation;
    private int _isOver;

    internal SessionLease(ModelGeneration<TShape> generation, Session<TShape> session) => (_generation, Session) = (generation, session);

    /// <summary>The session: not to be disposed, and not to be used after the lease was.</summary>
    public Session<TShape> Session { get; }

    /// <summary>The model that it reads.</summary>
    public Model<TShape> Model => _generation.Model;

    /// <summary>Gives it back, for others to rent.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _generation.Give(Session);
            _generation.Exit();
        }
    }
}

/// <summary>Sessions of models that stream.</summary>
public static class SessionRental
{
    /// <summary>Rents a session at the start of a sequence.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="host">Whose model it reads.</param>
    /// <exception cref="ObjectDisposedException">The host was disposed.</exception>
    public static SessionLease<TShape> RentSession<TShape>(this ModelHost<TShape> host)
        where TShape : struct, IStreamingModel
    {
        ArgumentNullException.ThrowIfNull(host);
        ModelGeneration<TShape> generation = host.Enter();
        try
        {
            var session = (Session<TShape>?)generation.Take() ?? new Session<TShape>(generation.Model);
            session.Reset();
            return new(generation, session);
        }
        catch
        {
            generation.Exit();
            throw;
        }
    }
}
