using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EdgeSeq.Hosting;

/// <summary>
/// One model for all requests of a program, and the file that it came from. Reloading swaps the model between requests: who rented before goes on with
/// the old one to the end. No step waits for a lock.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>For any number of threads.</remarks>
public sealed partial class ModelHost<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly ModelHostOptions _options;
    private readonly ILogger<ModelHost<TShape>> _logger;
    private readonly Lock _reloading = new();
    private ModelGeneration<TShape> _current;
    private (DateTime Written, long Length) _loaded;
    private bool _isDisposed;

    /// <summary>Loads the model.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="logger">Hears of reloading.</param>
    /// <exception cref="ArgumentException">There is no path, or a number is out of range.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or holds a model of another shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ModelHost(IOptionsMonitor<ModelHostOptions> options, ILogger<ModelHost<TShape>> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        (_options, _logger) = (options.Get(NameOf()), logger);
        ArgumentException.ThrowIfNullOrEmpty(_options.Path);
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxPooledSessions);
        _loaded = StampOf();
        _current = new(Model<TShape>.Load(_options.Path, _options.File), _options.MaxPooledSessions);
        LogLoaded(_options.Path);
    }

    /// <summary>Why the newest file could not be loaded, so that an older model serves; null if it was.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>How often the model was replaced.</summary>
    public int Reloads { get; private set; }

    /// <summary>The options of a host are those of this name, one for each shape.</summary>
    internal static string NameOf() => typeof(TShape).FullName!;

    /// <summary>How often to look for a new file.</summary>
    internal TimeSpan? ReloadInterval => _options.ReloadInterval;

    /// <summary>Rents the model, for runners, samplers and whatever reads it. It stays until the lease is disposed, whatever is loaded meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The host was disposed.</exception>
    public ModelLease<TShape> Rent() => new(Enter());

    /// <summary>Loads the file again if it has changed. If it cannot be loaded, the model stays and <see cref="Problem"/> says why.</summary>
    /// <returns>Whether there is another model now.</returns>
    public bool Reload()
    {
        lock (_reloading)
        {
            (DateTime, long) stamp = default;
            try
            {
                stamp = StampOf();
                if (stamp == _loaded || _isDisposed)
                {
                    return false;
                }

                var next = new ModelGeneration<TShape>(Model<TShape>.Load(_options.Path, _options.File), _options.MaxPooledSessions);
                Interlocked.Exchange(ref _current, next).Exit();
                (_loaded, Problem) = (stamp, null);
                Reloads++;
                LogLoaded(_options.Path);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Once for each file: a damaged one is not read again and again.
                (_loaded, Problem) = (stamp, e);
                LogProblem(_options.Path, e);
                return false;
            }
        }
    }

    /// <summary>Gives the model back, when its last lease has ended.</summary>
    public void Dispose()
    {
        lock (_reloading)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _current.Exit();
            }
        }
    }

    /// <summary>Begins a lease on the current generation.</summary>
    internal ModelGeneration<TShape> Enter()
    {
        // If it was replaced and over before it was entered, another one is current.
        ModelGeneration<TShape> generation = Volatile.Read(ref _current);
        while (!generation.TryEnter())
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            generation = Volatile.Read(ref _current);
        }

        return generation;
    }

    private (DateTime, long) StampOf()
    {
        var file = new FileInfo(_options.Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : throw new FileNotFoundException($"There is no model '{_options.Path}'.", _options.Path);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Path} is loaded")]
    private partial void LogLoaded(string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Path} cannot be loaded; the one before it goes on serving")]
    private partial void LogProblem(string path, Exception exception);
}
