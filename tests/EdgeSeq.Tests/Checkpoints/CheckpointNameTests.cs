using EdgeSeq.Tests.Kernels;
using Xunit;

namespace EdgeSeq.Tests.Checkpoints;

/// <summary>Which files of a folder are the store's: those whose names it writes, and no others, however alike.</summary>
public sealed class CheckpointNameTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("checkpoint-final.tmp")]
    [InlineData("checkpoint-00000001.safetensors.tmp")]
    [InlineData("checkpoint-00000001.safetensors.backup.tmp")]
    [InlineData("checkpoint-best.safetensors.abcdefgh.abc.tmp")]
    [InlineData("checkpoint-12.safetensors")]
    [InlineData("checkpoint-000000012.safetensors")]
    [InlineData("checkpoint-+0000012.safetensors")]
    [InlineData("checkpoint-9223372036854775807.safetensors")]
    [InlineData("checkpoint-1000000000000000000.safetensors")]
    public void A_users_file_is_neither_read_nor_removed_nor_counted(string name)
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder, keep: 1);
        File.WriteAllText(Path.Combine(_folder, name), "a user's");
        Assert.Null(run.Load());
        run.Save();
        string last = run.Save();
        Assert.Equal(Path.Combine(_folder, "checkpoint-00000002.safetensors"), last);
        Assert.Equal(last, run.Load()?.Path);
        Assert.Equal("a user's", File.ReadAllText(Path.Combine(_folder, name)));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void After_the_last_of_all_numbers_no_checkpoint_is_saved_under_a_name_that_would_not_be_found()
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        string last = Path.Combine(_folder, "checkpoint-999999999999999999.safetensors");
        File.Move(run.Save(), last);
        Assert.Equal(last, run.Load()?.Path);
        Assert.Contains(last, Assert.Throws<IOException>(() => run.Save()).Message, StringComparison.Ordinal);
        Assert.Equal([last], Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_a_killed_save_left_behind_is_removed_before_the_next_needs_the_room()
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV2H7>(_folder);
        File.WriteAllText(Path.Combine(_folder, "checkpoint-00000001.safetensors.qwertyui.x5a.tmp"), "half of it");

        // As if the disk were full: the save fails, and what took the room is gone all the same.
        Directory.CreateDirectory(Path.Combine(_folder, "checkpoint-00000001.safetensors", "x"));
        Assert.False(run.Store.TrySave(out _, run.Random));
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
