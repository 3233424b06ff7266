using EdgeSeq.GuardPages;
using EdgeSeq.Tests.Kernels;
using Xunit;

namespace EdgeSeq.Tests.Safety;

/// <summary>
/// No kernel reads or writes a float outside its buffers, in any shape and dialect. One that does ends the test process; the
/// conformance app's <c>--guard</c> names the shape before it runs.
/// </summary>
public sealed class GuardPageTests
{
    public static TheoryData<Placement> Placements => [.. Enum.GetValues<Placement>()];

    [SkippableTheory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Kernels_stay_between_the_guard_pages(string name)
    {
        Skip.IfNot(GuardedMemory.IsSupported, "Guard pages are set up for Linux only.");
        KernelCases.Find(name).Accept((IShapeVisitor)new Windows());
    }

    [SkippableTheory]
    [MemberData(nameof(KernelCases.SmallestOfEachCell), MemberType = typeof(KernelCases))]
    public void Steps_stay_between_the_guard_pages(string name)
    {
        Skip.IfNot(GuardedMemory.IsSupported, "Guard pages are set up for Linux only.");
        KernelCases.Find(name).Accept((ILanguageVisitor)new Steps());
    }

    [SkippableTheory]
    [MemberData(nameof(Placements))]
    public void Functions_stay_between_the_guard_pages(Placement placement)
    {
        Skip.IfNot(GuardedMemory.IsSupported, "Guard pages are set up for Linux only.");
        GuardedFunctions.Run(placement);
    }

    /// <summary>Else the tests above would prove nothing.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(1024)]
    [InlineData(5000)]
    public void The_pages_around_a_buffer_cannot_be_read(int length)
    {
        Skip.IfNot(GuardedMemory.IsSupported, "Guard pages are set up for Linux only.");
        using var begin = new GuardedMemory(length, Placement.Begin);
        using var end = new GuardedMemory(length, Placement.End);
        int bytes = length * sizeof(float);
        Assert.Equal((false, true, true), (begin.CanRead(-1), begin.CanRead(0), begin.CanRead(bytes - 1)));
        Assert.Equal((true, true, false), (end.CanRead(0), end.CanRead(bytes - 2), end.CanRead(bytes)));
    }

    private static void AssertSame(List<List<int>> results) => Assert.All(results, bits => Assert.Equal(results[0], bits));

    private sealed class Windows : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            AssertSame([.. Enum.GetValues<Placement>().Select(GuardedKernels.Run<TShape>)]);
            GuardedKernels.RunOverlapping<TShape>();
        }
    }

    private sealed class Steps : ILanguageVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ILanguageModel, ITrainableModel => AssertSame([.. Enum.GetValues<Placement>().Select(GuardedKernels.Stream<TShape>)]);
    }
}
