using EdgeSeq.Tests.Doubles;
using Xunit;

namespace EdgeSeq.Tests.Storage;

[Trait("Isa", "none")]
public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_saved_file_is_loaded_and_nothing_else_is_left_in_the_folder()
    {
        string path = Path.Combine(_folder, "model.safetensors");
        using var model = new Model<TinyElman>(1);
        model.Save(path);
        using var other = new Model<TinyElman>(2);
        other.Save(path);
        using Model<TinyElman> loaded = Model<TinyElman>.Load(path);
        Assert.Equal(other.ComputeSha256(), loaded.ComputeSha256());
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_nothing_else()
    {
        string path = Path.Combine(_folder, "model.safetensors");
        File.WriteAllText(path, "old");
        var model = new Model<TinyElman>();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Save(path));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Paths_that_cannot_be_written_or_read_say_so()
    {
        using var model = new Model<TinyElman>();
        Assert.ThrowsAny<IOException>(() => model.Save(Path.Combine(_folder, "missing", "model.safetensors")));
        Assert.ThrowsAny<IOException>(() => Model<TinyElman>.Load(Path.Combine(_folder, "missing.safetensors")));
        Assert.ThrowsAny<SystemException>(() => model.Save(_folder));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Of_a_symbolic_link_the_file_behind_it_is_replaced()
    {
        string target = Path.Combine(_folder, "target"), link = Path.Combine(_folder, "link");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        using var model = new Model<TinyElman>(1);
        model.Save(link);
        Assert.Equal(target, File.ResolveLinkTarget(link, true)?.FullName);
        using Model<TinyElman> loaded = Model<TinyElman>.Load(target);
        Assert.Equal(model.ComputeSha256(), loaded.ComputeSha256());
    }
}
