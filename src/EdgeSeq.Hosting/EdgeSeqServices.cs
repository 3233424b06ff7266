using EdgeSeq.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers models.</summary>
public static class EdgeSeqServices
{
    /// <summary>
    /// Adds a model as a <see cref="ModelHost{TShape}"/> for all of the program, a service that reloads its file, and a health check of the shape's name.
    /// </summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says where the file lies.</param>
    public static IServiceCollection AddEdgeSeq<TShape>(this IServiceCollection services, Action<ModelHostOptions> configure)
        where TShape : struct, EdgeSeq.ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(ModelHost<TShape>.NameOf(), configure);
        services.TryAddSingleton<ModelHost<TShape>>();
        services.AddSingleton<IHostedService, ModelReloader<TShape>>();
        services.TryAddSingleton<ModelHealthCheck<TShape>>();
        services.AddHealthChecks().AddCheck<ModelHealthCheck<TShape>>(TShape.Shape.Name);
        return services;
    }

    /// <summary>As <see cref="AddEdgeSeq{TShape}(IServiceCollection, Action{ModelHostOptions})"/>, with the defaults.</summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="path">The model's safetensors file.</param>
    public static IServiceCollection AddEdgeSeq<TShape>(this IServiceCollection services, string path)
        where TShape : struct, EdgeSeq.ISequenceModel => services.AddEdgeSeq<TShape>(options => options.Path = path);

    /// <summary>
    /// As <see cref="AddEdgeSeq{TShape}(IServiceCollection, Action{ModelHostOptions})"/>, with options from configuration: <c>Path</c>, <c>ReloadInterval</c>,
    /// <c>MaxPooledSessions</c>.
    /// </summary>
    /// <typeparam name="TShape">The declared shape.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">The section; what it lacks keeps its default.</param>
    /// <exception cref="FormatException">When the model is first asked for: a key is not known, or its value is of another kind.</exception>
    public static IServiceCollection AddEdgeSeq<TShape>(this IServiceCollection services, IConfiguration section)
        where TShape : struct, EdgeSeq.ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddEdgeSeq<TShape>(options => EdgeSeqConfiguration.Fill(options, section));
    }
}
