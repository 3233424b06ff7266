using EdgeSeq.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Hosting;

public sealed class ModelHostTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Sessions_are_pooled_and_begin_anew()
    {
        Save(1);
        using ServiceProvider services = Services();
        ModelHost<Counter> host = services.GetRequiredService<ModelHost<Counter>>();
        float[] first = new float[5], again = new float[5];
        SessionLease<Counter> lease = host.RentSession();
        Session<Counter> session = lease.Session;
        session.Step(1, first);
        lease.Dispose();
        lease.Dispose();
        using SessionLease<Counter> second = host.RentSession(), third = host.RentSession();
        Assert.Same(session, second.Session);
        Assert.NotSame(session, third.Session);
        second.Session.Step(1, again);
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_new_file_takes_over_and_who_rented_before_ends_with_the_old_model()
    {
        Save(1);
        using ServiceProvider services = Services();
        ModelHost<Counter> host = services.GetRequiredService<ModelHost<Counter>>();
        SessionLease<Counter> old = host.RentSession();
        Model<Counter> oldModel = old.Model;
        string oldDigest = oldModel.ComputeSha256();
        Assert.False(host.Reload());
        Save(2);
        Assert.True(host.Reload());
        using (ModelLease<Counter> lease = host.Rent())
        {
            using var expected = new Model<Counter>(2);
            Assert.Equal(expected.ComputeSha256(), lease.Model.ComputeSha256());
        }

        old.Session.Step(1);
        Assert.Equal(oldDigest, old.Model.ComputeSha256());
        old.Dispose();
        Assert.Throws<ObjectDisposedException>(() => oldModel.ComputeSha256());
        Assert.Equal(1, host.Reloads);
    }

    [Fact]
    public async Task A_damaged_file_leaves_the_model_and_degrades_health_until_a_good_one_comes()
    {
        Save(1);
        using ServiceProvider services = Services();
        ModelHost<Counter> host = services.GetRequiredService<ModelHost<Counter>>();
        HealthCheckService health = services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Entries["Counter"].Status);
        File.WriteAllText(_path, "no model");
        Assert.False(host.Reload());
        HealthReportEntry entry = (await health.CheckHealthAsync()).Entries["Counter"];
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.IsType<ModelFormatException>(entry.Exception);
        using (SessionLease<Counter> lease = host.RentSession())
        {
            lease.Session.Step(1);
        }

        Save(3);
        Assert.True(host.Reload());
        Assert.Null(host.Problem);
    }

    /// <summary>Threads rent and step without end while the file is replaced again and again: every output is one of a model that was saved.</summary>
    [Fact]
    public async Task Reloading_while_others_step_gives_each_the_outputs_of_one_model()
    {
        const int models = 20;
        HashSet<float> possible = [];
        for (ulong seed = 0; seed < models; seed++)
        {
            using var model = new Model<Counter>(seed);
            using var session = new Session<Counter>(model);
            possible.Add(Output(session));
        }

        Save(0);
        using ServiceProvider services = Services();
        ModelHost<Counter> host = services.GetRequiredService<ModelHost<Counter>>();
        bool isOver = false;
        Task<int>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            int strays = 0;
            while (!Volatile.Read(ref isOver))
            {
                using SessionLease<Counter> lease = host.RentSession();
                strays += possible.Contains(Output(lease.Session)) ? 0 : 1;
            }

            return strays;
        }))];
        for (ulong seed = 1; seed < models; seed++)
        {
            Save(seed);
            Assert.True(host.Reload());
        }

        Volatile.Write(ref isOver, true);
        Assert.All(await Task.WhenAll(readers), strays => Assert.Equal(0, strays));

        static float Output(Session<Counter> session)
        {
            float[] logits = new float[5];
            session.Step(1);
            session.Step(2, logits);
            return logits[3];
        }
    }

    [Fact]
    public async Task The_hosted_service_finds_a_new_file_by_itself()
    {
        Save(1);
        using ServiceProvider services = Services(TimeSpan.FromMilliseconds(10));
        ModelHost<Counter> host = services.GetRequiredService<ModelHost<Counter>>();
        IHostedService reloader = Assert.Single(services.GetServices<IHostedService>(), service => service.GetType().Name.StartsWith("ModelReloader", StringComparison.Ordinal));
        await reloader.StartAsync(default);
        Save(2);
        for (int i = 0; i < 1000 && host.Reloads == 0; i++)
        {
            await Task.Delay(10);
        }

        await reloader.StopAsync(default);
        Assert.True(host.Reloads > 0);
    }

    [Fact]
    public void What_cannot_serve_is_refused_at_start()
    {
        using ServiceProvider services = Services();
        File.WriteAllText(_path, "");
        Assert.Throws<ModelFormatException>(() => services.GetRequiredService<ModelHost<Counter>>());
        using ServiceProvider nowhere = new ServiceCollection().AddLogging().AddEdgeSeq<Counter>(_path + "missing").BuildServiceProvider();
        Assert.Throws<FileNotFoundException>(() => nowhere.GetRequiredService<ModelHost<Counter>>());
        Save(1);
        ModelHost<Counter> host = services.GetRequiredService<ModelHost<Counter>>();
        host.Dispose();
        Assert.Throws<ObjectDisposedException>(() => host.Rent());
    }

    private ServiceProvider Services(TimeSpan? interval = null) => new ServiceCollection().AddLogging()
        .AddEdgeSeq<Counter>(options => (options.Path, options.ReloadInterval) = (_path, interval ?? TimeSpan.FromHours(1)))
        .BuildServiceProvider();

    /// <summary>Another model in the file, with a time of its own whatever the clock's grain.</summary>
    private void Save(ulong seed)
    {
        using var model = new Model<Counter>(seed);
        model.Metadata["seed"] = $"{seed}";
        model.Save(_path);
        File.SetLastWriteTimeUtc(_path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(seed));
    }
}
