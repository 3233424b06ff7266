using Microsoft.Extensions.Hosting;

namespace EdgeSeq.Hosting;

/// <summary>Looks for a new file now and then.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <param name="host">Whose file.</param>
internal sealed class ModelReloader<TShape>(ModelHost<TShape> host) : BackgroundService
    where TShape : struct, ISequenceModel
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (host.ReloadInterval is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            host.Reload();
        }
    }
}
