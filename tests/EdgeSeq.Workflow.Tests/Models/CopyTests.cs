using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

[Collection(Alone.Name)]
public sealed class CopyTests
{
    [Fact]
    public void A_clone_has_the_same_weights_and_description_and_lives_by_itself()
    {
        var model = new Model<Topic>(1) { Labels = ["a", "b", "c"] };
        model.Metadata["made"] = "here";
        using Model<Topic> clone = model.Clone();
        string digest = model.ComputeSha256();
        model.Labels = null;
        model.Metadata["made"] = "there";
        model.Parameters.Clear();
        model.Dispose();
        Assert.Equal(digest, clone.ComputeSha256());
        Assert.Equal(["a", "b", "c"], clone.Labels);
        Assert.Equal("here", clone.Metadata["made"]);
        Assert.Throws<ObjectDisposedException>(() => model.Clone());
    }

    [Fact]
    public void Weights_are_copied_without_allocating_and_sessions_read_the_new_ones()
    {
        using Model<Counter> serving = new(1), learner = new(2);
        using Session<Counter> session = new(serving), expected = new(learner);
        float[] found = new float[5], wanted = new float[5];
        Allocated.AssertNothing(() => serving.CopyWeightsFrom(learner));
        session.Step(1, found);
        expected.Step(1, wanted);
        Assert.Equal(wanted, found);
        learner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => serving.CopyWeightsFrom(learner));
    }
}
