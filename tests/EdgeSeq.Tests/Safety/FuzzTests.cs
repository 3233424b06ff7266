using EdgeSeq.Fuzz;
using Xunit;

namespace EdgeSeq.Tests.Safety;

/// <summary>
/// Damaged files are read or refused, and nothing else happens: no other exception, no crash, no memory beyond what the file
/// is worth. For long runs: <c>dotnet run -c Release --project tests/EdgeSeq.Fuzz -- --count 1000000</c>.
/// </summary>
[Trait("Isa", "none")]
[Trait("Cases", "part")]
public sealed class FuzzTests
{
    private const int AtLeast = 500;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(Cases.Part(0.1, 1));

    public static TheoryData<string> Formats => [.. FuzzFormats.Create().Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damaged_files_are_read_or_refused(string name)
    {
        using FuzzFormat format = FuzzFormats.Create().Single(format => format.Name == name);
        var run = new FuzzRun(format, seed: (ulong)DateTime.UtcNow.DayOfYear);
        run.Run(AtLeast, TimeSpan.MaxValue);
        run.Run(long.MaxValue, s_time);
        Assert.True(run.Problem is null, run.ToString());
        Assert.InRange(run.Accepted, 1, run.Count - 1);
    }

    /// <summary>Else the test above would prove nothing.</summary>
    [Fact]
    public void A_reader_that_throws_anything_else_is_found_out()
    {
        using var careless = new Careless();
        var run = new FuzzRun(careless, seed: 1);
        run.Run(1000, TimeSpan.MaxValue);
        Assert.Contains(nameof(IndexOutOfRangeException), run.Problem, StringComparison.Ordinal);
        Assert.NotNull(run.Finding);
    }

    [Fact]
    public void A_reader_that_believes_a_length_is_found_out()
    {
        using var greedy = new Greedy();
        var run = new FuzzRun(greedy, seed: 1);
        run.Run(1000, TimeSpan.MaxValue);
        Assert.Contains("allocate", run.Problem, StringComparison.Ordinal);
    }

    private sealed class Careless : FuzzFormat
    {
        public override string Name => "careless";

        public override IReadOnlyList<byte[]> GoodFiles { get; } = [[1, 2, 3, 4]];

        public override void Read(byte[] file) => _ = file[3];
    }

    private sealed class Greedy : FuzzFormat
    {
        public override string Name => "greedy";

        public override IReadOnlyList<byte[]> GoodFiles { get; } = [[1, 0, 0, 0]];

        public override void Read(byte[] file) => _ = new byte[file.Length < 3 ? 0 : file[2] << 16];
    }
}
