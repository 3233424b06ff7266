using EdgeSeq.Storage;
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

    [Fact]
    public void A_symbolic_link_to_nothing_gets_its_file()
    {
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, "target");
        using var model = new Model<TinyElman>(1);
        model.Save(link);
        Assert.Equal("target", new FileInfo(link).LinkTarget);
        Assert.Equal(SafetensorsTests.Saved(model), File.ReadAllBytes(Path.Combine(_folder, "target")));
    }

    [Fact]
    public void A_symbolic_link_counts_from_where_it_really_lies()
    {
        // Through "near", the link ../model lies in far/deep and names far/model; near/../model would be another file.
        string deep = Directory.CreateDirectory(Path.Combine(_folder, "far", "deep")).FullName, near = Path.Combine(_folder, "near");
        Directory.CreateSymbolicLink(near, deep);
        File.CreateSymbolicLink(Path.Combine(deep, "link"), Path.Combine("..", "model"));
        File.WriteAllText(Path.Combine(_folder, "model"), "another file");
        using var model = new Model<TinyElman>(1);
        model.Save(Path.Combine(near, "link"));
        Assert.Equal("another file", File.ReadAllText(Path.Combine(_folder, "model")));
        Assert.Equal(SafetensorsTests.Saved(model), File.ReadAllBytes(Path.Combine(_folder, "far", "model")));
    }

    [Fact]
    public void Links_that_go_round_in_a_circle_are_refused()
    {
        string one = Path.Combine(_folder, "one"), two = Path.Combine(_folder, "two");
        File.CreateSymbolicLink(one, two);
        File.CreateSymbolicLink(two, one);
        using var model = new Model<TinyElman>();
        Assert.ThrowsAny<IOException>(() => model.Save(one));
        Assert.Equal(two, new FileInfo(one).LinkTarget);
    }

    [Theory]
    [InlineData('m', 255)]
    [InlineData('ü', 127)]
    [InlineData('模', 85)]
    public void Names_may_be_as_long_as_the_system_allows(char character, int length)
    {
        string path = Path.Combine(_folder, new string(character, length));
        using var model = new Model<TinyElman>(1);
        model.Save(path);
        model.Save(path);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_name_of_pairs_is_not_cut_within_one()
    {
        string path = Path.Combine(_folder, "x" + string.Concat(Enumerable.Repeat("😀", 60)));
        using var model = new Model<TinyElman>(1);
        model.Save(path);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("model.abcdefgh.x5z.tmp", "model")]
    [InlineData("checkpoint-00000001.safetensors.0bcdefgh.abc.tmp", "checkpoint-00000001.safetensors")]
    [InlineData("model.abc.tmp", null)]
    [InlineData("model.tmp", null)]
    [InlineData("model.ABCDEFGH.abc.tmp", null)]
    [InlineData("model.abcdefghi.ab.tmp", null)]
    [InlineData(".abcdefgh.abc.tmp", null)]
    [InlineData("model.abcdefgh.abc.TMP", null)]
    public void Temporary_files_are_known_by_their_names(string name, string? target) => Assert.Equal(target, AtomicFile.TargetOf(name));
}
