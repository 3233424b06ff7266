using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EdgeSeq.Hosting;

/// <summary>Healthy while the newest file serves; degraded while an older model does, since the newest cannot be loaded.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <param name="host">Whose model.</param>
internal sealed class ModelHealthCheck<TShape>(ModelHost<TShape> host) : IHealthCheck
    where TShape : struct, ISequenceModel
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        host.Problem is { } problem
            ? HealthCheckResult.Degraded("The newest model cannot be loaded; the one before it serves.", problem)
            : HealthCheckResult.Healthy($"{TShape.Shape.Name} serves, after {host.Reloads} reloads."));
}
