using EdgeSeq.Generators.Emission.Model;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Tests.Pipeline;

[Trait("Isa", "none")]
public class CancellationTests
{
    [Fact]
    public void A_run_that_is_no_longer_wanted_ends() => Assert.Throws<OperationCanceledException>(() => GeneratorRun.Of(
        Compiler.Create("using EdgeSeq; [SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 8)] partial struct Unwanted;"), cancellation: new CancellationToken(canceled: true)));

    /// <summary>Wherever it is cancelled, not one file more is made: no file takes long, and a shape may have hundreds.</summary>
    [Fact]
    public void A_run_ends_in_the_midst_of_emission()
    {
        ModelPlan plan = TestPlans.Create("Lstm", 5, 8, "Unwanted");
        int files = ModelFiles.Of(plan, CancellationToken.None).Count();
        Assert.InRange(files, 9, int.MaxValue);
        for (int made = 1; made < files; made++)
        {
            using var source = new CancellationTokenSource();
            using IEnumerator<(string, Microsoft.CodeAnalysis.Text.SourceText)> emission = ModelFiles.Of(plan, source.Token).GetEnumerator();
            for (int i = 0; i < made; i++)
            {
                Assert.True(emission.MoveNext());
            }

            source.Cancel();
            Assert.Throws<OperationCanceledException>(() => emission.MoveNext());
        }
    }
}
