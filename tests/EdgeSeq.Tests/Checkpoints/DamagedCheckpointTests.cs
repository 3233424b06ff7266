using System.Diagnostics;
using EdgeSeq.Tests.Kernels;
using EdgeSeq.Tests.Storage;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Checkpoints;

/// <summary>A damaged newest file is found out, named and passed over.</summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    public static TheoryData<string> Damages => [.. All.Keys];

    private static readonly Dictionary<string, Func<byte[], byte[]>> All = new()
    {
        ["empty"] = _ => [],
        ["one byte"] = file => file[..1],
        ["half of it"] = file => file[..(file.Length / 2)],
        ["all but the last byte"] = file => file[..^1],
        ["a byte more"] = file => [.. file, 0],
        ["zeros of the right length"] = file => new byte[file.Length],
        ["a zeroed page"] = file => [.. file[..4096], .. new byte[512], .. file[4608..]],
        ["a bit in the header"] = file => Flipped(file, 20),
        ["a bit in the weights"] = file => Flipped(file, file.Length / 3),
        ["a bit in the digest"] = file => Flipped(file, file.Length - 1),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Damages))]
    public void The_file_before_a_damaged_one_is_loaded(string damage)
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        run.Step();
        string good = run.Save(), expected = run.Digest();
        run.Step();
        string bad = run.Save();
        File.WriteAllBytes(bad, All[damage](File.ReadAllBytes(bad)));
        run.Step();
        Checkpoint? checkpoint = run.Load();
        Assert.Equal(good, checkpoint?.Path);
        Assert.StartsWith($"{bad} is damaged: ", Assert.Single(checkpoint!.Skipped), StringComparison.Ordinal);
        Assert.Equal(expected, run.Digest());
    }

    [Fact]
    public void If_none_is_intact_all_are_named_and_nothing_changes()
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        string[] files = [run.Save(), run.Save()];
        Assert.All(files, file => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]));
        run.Step();
        string before = run.Digest();
        var refused = Assert.Throws<ModelFormatException>(() => run.Load());
        Assert.All(files, file => Assert.Contains(file, refused.Message, StringComparison.Ordinal));
        Assert.Equal(before, run.Digest());
    }

    [Fact]
    public void A_damaged_file_does_not_count_among_those_that_are_kept()
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder, keep: 2);
        string good = run.Save(), bad = run.Save();
        File.WriteAllBytes(bad, [1, 2, 3]);
        Assert.Equal(good, run.Load()?.Path);
        string next = run.Save();
        Assert.Equal([good, bad, next], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
        run.Save();
        Assert.False(File.Exists(good));
    }

    [Fact]
    public void A_file_of_another_name_is_none()
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        File.WriteAllText(Path.Combine(_folder, "checkpoint-latest.safetensors"), "?");
        File.WriteAllText(Path.Combine(_folder, "checkpoint--1.safetensors"), "?");
        Assert.Null(run.Load());
    }

    [Fact]
    public void A_failed_save_leaves_the_last_one_and_no_rest()
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        string good = run.Save();
        string expected = run.Digest();

        // Neither root nor Windows stops at permissions: a folder that stands where the next file goes does it everywhere.
        Directory.CreateDirectory(Path.Combine(_folder, "checkpoint-00000002.safetensors", "x"));
        run.Step();
        Assert.False(run.Store.TrySave(out Exception? problem, run.Random, new byte[4]));
        Assert.NotNull(problem);
        Assert.Equal([good], Directory.GetFiles(_folder));
        Assert.Equal(good, run.Load()?.Path);
        Assert.Equal(expected[..64], run.Digest()[..64]);
    }

    [UnixFact]
    public void What_is_no_file_is_passed_over_and_not_waited_for()
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        string good = run.Save(), fifo = Path.Combine(_folder, "checkpoint-00000002.safetensors");
        UnixCalls.MakeFifo(fifo);
        Checkpoint? checkpoint = Task.Run(run.Load).WaitAsync(TimeSpan.FromSeconds(30)).Result;
        Assert.Equal(good, checkpoint?.Path);
        Assert.Equal([$"{fifo} is damaged: it is no regular file."], checkpoint!.Skipped);
        Assert.EndsWith("checkpoint-00000003.safetensors", run.Save(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_of_another_size_is_passed_over_before_it_is_read(bool hasHeader)
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        string good = run.Save(), bad = run.Save();
        using (var stream = new FileStream(bad, hasHeader ? FileMode.Open : FileMode.Create))
        {
            // Sparse: nothing of it is on the disk. To read it would take minutes.
            stream.SetLength(16L << 30);
        }

        var clock = Stopwatch.StartNew();
        Assert.Equal(good, run.Load()?.Path);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    private static byte[] Flipped(byte[] file, int at)
    {
        file[at] ^= 4;
        return file;
    }
}
