using EdgeSeq.Tests.Doubles;
using Xunit;

namespace EdgeSeq.Tests.Inference;

[Collection(Alone.Name)]
public sealed class SessionTests
{
    [Fact]
    public void Sessions_on_one_model_do_not_disturb_each_other()
    {
        using var model = new Model<TinyElman>(1);
        using var a = new Session<TinyElman>(model);
        using var b = new Session<TinyElman>(model);
        float[] alone = new float[TinyElman.V], together = new float[TinyElman.V];
        a.Step(1);
        a.Step(2, alone);
        a.Reset();
        a.Step(1);
        b.Step(4);
        a.Step(2, together);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_state_that_was_copied_out_goes_on_elsewhere()
    {
        using var model = new Model<TinyElman>(1);
        using var a = new Session<TinyElman>(model);
        using var b = new Session<TinyElman>(model);
        float[] state = new float[Session<TinyElman>.StateSize], expected = new float[TinyElman.V], found = new float[TinyElman.V];
        a.Step(-1);
        a.Step(3);
        a.CopyStateTo(state);
        b.LoadState(state);
        b.Logits(found);
        a.Logits(expected);
        Assert.Equal(expected, found);
        a.Step(0, expected);
        b.Step(0, found);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void A_session_says_whether_its_state_holds_numbers_until_it_is_reset()
    {
        using var model = new Model<TinyElman>();
        using var session = new Session<TinyElman>(model);
        session.Step(1);
        Assert.True(session.IsFinite);
        float[] state = new float[Session<TinyElman>.StateSize];
        state[0] = float.NaN;
        session.LoadState(state);
        session.Step(2);
        Assert.False(session.IsFinite);
        session.Reset();
        Assert.True(session.IsFinite);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        using var model = new Model<TinyElman>();
        using var session = new Session<TinyElman>(model);
        float[] logits = new float[TinyElman.V];
        int i = 0;
        Allocated.AssertNothing(() => session.Step(i++ % TinyElman.V, logits));
    }

    [Fact]
    public void Wrong_arguments_and_disposed_sessions_are_refused()
    {
        using var model = new Model<TinyElman>();
        var session = new Session<TinyElman>(model);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Step(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Step(-2));
        float[] before = new float[Session<TinyElman>.StateSize], after = new float[Session<TinyElman>.StateSize];
        session.CopyStateTo(before);
        Assert.Throws<ArgumentException>(() => session.Step(1, new float[4]));
        session.CopyStateTo(after);
        Assert.Equal(before, after);
        Assert.Throws<ArgumentException>(() => session.CopyStateTo(new float[1]));
        Assert.Throws<ArgumentException>(() => session.LoadState(new float[1]));
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Step(0));
        Assert.Throws<ObjectDisposedException>(session.Reset);
    }
}
