using System.IO.Pipes;
using EdgeSeq.Storage;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>What stands at the path of a save is written to if it is no file, and else replaced by a file like it.</summary>
[Trait("Isa", "none")]
public sealed class SpecialFileTests : IDisposable
{
    private const uint User = 12345, Group = 54321, Stranger = 23456;
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;
    private readonly Model<TinyElman> _model = new(1);

    private string At => Path.Combine(_folder, "model.safetensors");

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [UnixFact]
    public void A_FIFO_is_written_to()
    {
        UnixCalls.MakeFifo(At);
        Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(At));
        _model.Save(At);
        Assert.Equal(SafetensorsTests.Saved(_model), reader.WaitAsync(TimeSpan.FromSeconds(30)).Result);
        Assert.False(UnixFile.StatusOf(At)!.Value.IsRegular);
        Assert.Equal([At], Directory.GetFileSystemEntries(_folder));
    }

    [UnixFact]
    public void A_vocabulary_is_written_to_a_FIFO()
    {
        UnixCalls.MakeFifo(At);
        Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(At));
        Vocabulary.Bytes.Save(At);
        Assert.NotEmpty(reader.WaitAsync(TimeSpan.FromSeconds(30)).Result);
        Assert.False(UnixFile.StatusOf(At)!.Value.IsRegular);
    }

    [UnixFact]
    public void A_pipe_is_written_to_by_the_path_of_its_descriptor()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        string path = $"/dev/fd/{reader.GetClientHandleAsString()}";
        _model.Save(path);
        reader.DisposeLocalCopyOfClientHandle();
        using var received = new MemoryStream();
        reader.CopyTo(received);
        Assert.Equal(SafetensorsTests.Saved(_model), received.ToArray());
    }

    [UnixFact]
    public void A_file_that_is_open_is_written_to_by_the_path_of_its_descriptor()
    {
        using var open = new FileStream(At, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        open.SetLength(10_000);
        _model.Save($"/dev/fd/{open.SafeFileHandle.DangerousGetHandle()}");
        byte[] found = new byte[open.Length];
        open.ReadExactly(found);
        Assert.Equal(SafetensorsTests.Saved(_model), found);
    }

    [RootFact]
    public void A_device_stays_one()
    {
        UnixCalls.MakeNullDevice(At);
        _model.Save(At);
        Assert.False(UnixFile.StatusOf(At)!.Value.IsRegular);
        Assert.Equal([At], Directory.GetFileSystemEntries(_folder));
    }

    [UnixFact]
    public void Permissions_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _model.Save(At);
        foreach (UnixFileMode mode in new[] { Secret, Secret | UnixFileMode.GroupRead, UnixFileMode.UserRead, Secret | UnixFileMode.OtherRead | UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(At, mode);
            _model.Save(At);
            Assert.Equal(mode, File.GetUnixFileMode(At));
        }
    }

    [RootFact]
    public void The_owner_stays_where_the_system_allows_it()
    {
        _model.Save(At);
        UnixCalls.GiveTo(At, User, Group);
        _model.Save(At);
        UnixStatus status = UnixFile.StatusOf(At)!.Value;
        Assert.Equal((User, Group), (status.Owner, status.Group));
    }

    [RootFact]
    public void Where_it_does_not_another_group_gets_no_more_than_all_others()
    {
        UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Prepare(_folder, all | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        _model.Save(At);
        Prepare(At, Secret | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead);
        UnixCalls.GiveTo(At, User, Group);
        PrivateMounts.Run(() =>
        {
            UnixCalls.BecomeForFiles(Stranger, Stranger);
            _model.Save(At);
        });
        UnixStatus status = UnixFile.StatusOf(At)!.Value;
        Assert.Equal((Stranger, Stranger), (status.Owner, status.Group));
        Assert.Equal(Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead, status.Permissions);
    }

    [RootFact]
    public void A_file_that_is_a_mount_of_its_own_is_written_in_place()
    {
        string outside = Path.Combine(_folder, "outside");
        File.WriteAllBytes(outside, new byte[10_000]);
        File.WriteAllText(At, "covered");
        PrivateMounts.Run(() =>
        {
            PrivateMounts.Show(outside, At);
            _model.Save(At);
        });
        Assert.Equal(SafetensorsTests.Saved(_model), File.ReadAllBytes(outside));
        Assert.Equal("covered", File.ReadAllText(At));
        Assert.Equal([At, outside], Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal));
    }

    [RootFact]
    public void A_file_in_a_folder_that_is_read_only_is_written_in_place()
    {
        string closed = Directory.CreateDirectory(Path.Combine(_folder, "closed")).FullName, inside = Path.Combine(closed, "model"), outside = Path.Combine(_folder, "outside");
        File.WriteAllText(inside, "covered");
        File.WriteAllText(outside, "old");
        PrivateMounts.Run(() =>
        {
            PrivateMounts.Show(closed, closed);
            PrivateMounts.ForbidWriting(closed);
            Assert.ThrowsAny<SystemException>(() => _model.Save(inside));
            Assert.Contains("no file may be created", Assert.Throws<UnauthorizedAccessException>(() => _model.Save(Path.Combine(closed, "new"))).Message, StringComparison.Ordinal);
            PrivateMounts.Show(outside, inside);

            // What fails before it is written leaves the file as it is.
            Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(inside, FailHalfway));
            Assert.Equal("old", File.ReadAllText(inside));
            AtomicFile.Probe(inside);
            _model.Save(inside);
        });
        Assert.Equal(SafetensorsTests.Saved(_model), File.ReadAllBytes(outside));
    }

    [RootFact]
    public void A_file_of_another_user_in_a_sticky_folder_is_written_in_place()
    {
        UnixFileMode everything = (UnixFileMode)0x1FF;
        Prepare(_folder, everything | UnixFileMode.StickyBit);
        File.WriteAllText(At, "old");
        Prepare(At, Secret | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        UnixCalls.GiveTo(At, User, Group);
        PrivateMounts.Run(() =>
        {
            UnixCalls.BecomeForFiles(Stranger, Stranger);
            _model.Save(At);
        });
        Assert.Equal(SafetensorsTests.Saved(_model), File.ReadAllBytes(At));
        Assert.Equal(User, UnixFile.StatusOf(At)!.Value.Owner);
        Assert.Equal([At], Directory.GetFileSystemEntries(_folder));
    }

    [UnixFact]
    public void Another_hard_link_keeps_the_old_content()
    {
        string other = Path.Combine(_folder, "other");
        File.WriteAllText(At, "old");
        UnixCalls.MakeHardLink(At, other);
        _model.Save(At);
        Assert.Equal("old", File.ReadAllText(other));
        Assert.Equal(SafetensorsTests.Saved(_model), File.ReadAllBytes(At));
    }

    private static void Prepare(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static void FailHalfway(Stream stream)
    {
        stream.WriteByte(1);
        throw new InvalidOperationException();
    }
}
