using EdgeSeq.Memory;
using Xunit;

namespace EdgeSeq.Tests.Memory;

[Trait("Isa", "none")]
public sealed class LifetimeTests
{
    [Fact]
    public void Memory_is_freed_at_once_where_no_call_runs_and_only_once()
    {
        var memory = new Disposals();
        var lifetime = new Lifetime(typeof(string), [memory]);
        lifetime.Enter().Dispose();
        Assert.Equal(0, memory.Count);
        lifetime.Close();
        lifetime.Close();
        Assert.Equal(1, memory.Count);
        Assert.Contains("System.String", Assert.Throws<ObjectDisposedException>(() => lifetime.Enter().Dispose()).Message, StringComparison.Ordinal);
        Assert.Equal(1, memory.Count);
    }

    [Fact]
    public void Memory_is_freed_with_the_last_of_the_calls_that_run()
    {
        var memory = new Disposals();
        var lifetime = new Lifetime(typeof(string), [memory]);
        Lifetime.Use first = lifetime.Enter(), second = lifetime.Enter();
        lifetime.Close();
        Assert.Throws<ObjectDisposedException>(() => lifetime.Enter().Dispose());
        first.Dispose();
        Assert.Equal(0, memory.Count);
        second.Dispose();
        Assert.Equal(1, memory.Count);
    }

    [Fact]
    public void A_model_is_refused_at_once_and_freed_with_the_last_of_its_readers()
    {
        var memory = new Disposals();
        var model = new Lifetime(typeof(string), [memory]);
        var reader = new Lifetime(typeof(int), [], model);
        var session = new SoloLifetime(typeof(long), new NativeBlock(1, typeof(long)), model);
        model.Close();
        Assert.Contains("System.String", Assert.Throws<ObjectDisposedException>(() => reader.Enter().Dispose()).Message, StringComparison.Ordinal);
        Assert.Contains("System.String", Assert.Throws<ObjectDisposedException>(() => session.Enter().Dispose()).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => new Lifetime(typeof(int), [], model));
        reader.Close();
        Assert.Equal(0, memory.Count);
        session.Close();
        session.Close();
        Assert.Equal(1, memory.Count);
    }

    [Fact]
    public void A_session_that_is_disposed_in_its_own_call_is_freed_behind_it()
    {
        var model = new Lifetime(typeof(string), []);
        var block = new NativeBlock(1, typeof(long));
        var session = new SoloLifetime(typeof(long), block, model);
        SoloLifetime.Use use = session.Enter();
        session.Close();
        Assert.False(block.IsClosed);
        use.Dispose();
        Assert.True(block.IsClosed);
        Assert.Contains("System.Int64", Assert.Throws<ObjectDisposedException>(() => session.Enter().Dispose()).Message, StringComparison.Ordinal);
    }

    private sealed class Disposals : IDisposable
    {
        public int Count { get; private set; }

        public void Dispose() => Count++;
    }
}
