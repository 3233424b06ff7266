using System.Globalization;
using EdgeSeq.Storage;

namespace EdgeSeq.Training.Checkpoints;

/// <summary>The files of one run: <c>checkpoint-00000042.safetensors</c>, numbered in the order in which they were saved.</summary>
/// <param name="path">The folder; need not exist yet.</param>
internal sealed class CheckpointFolder(string path)
{
    private const string Prefix = "checkpoint-", Extension = ".safetensors";

    // Of 18 digits, so that there is always a next one to count up to.
    private const long LargestNumber = 999_999_999_999_999_999;

    /// <summary>Numbers of the files that are there, newest first.</summary>
    public IReadOnlyList<long> Numbers =>
        Directory.Exists(path) ? [.. Files(Extension).Select(file => NumberOf(Path.GetFileName(file))).OfType<long>().OrderDescending()] : [];

    /// <summary>The file after the newest.</summary>
    /// <exception cref="IOException">The newest has the last of all numbers.</exception>
    public string Next
    {
        get
        {
            long newest = Numbers is [var first, ..] ? first : 0;
            return newest < LargestNumber ? PathOf(newest + 1)
                : throw new IOException($"{PathOf(newest)} has the last of all numbers, so no checkpoint can follow it: move it away or give it a smaller one.");
        }
    }

    /// <summary>The file of a number.</summary>
    public string PathOf(long number) => Path.Combine(path, NameOf(number));

    /// <summary>Removes what killed processes left behind: on a disk that is full, the next file needs the room.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be removed.</exception>
    public void RemoveTemporary()
    {
        foreach (string file in Files(AtomicFile.TemporaryExtension))
        {
            if (AtomicFile.TargetOf(Path.GetFileName(file)) is { } target && NumberOf(target) is not null)
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Removes what is older than the newest good files.</summary>
    /// <param name="keep">How many good files stay.</param>
    /// <param name="damaged">Files that are known not to be good; they do not count.</param>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be removed.</exception>
    public void Prune(int keep, IReadOnlySet<long> damaged)
    {
        foreach (long number in Numbers)
        {
            if (keep <= 0)
            {
                File.Delete(PathOf(number));
            }

            keep -= damaged.Contains(number) ? 0 : 1;
        }
    }

    private string[] Files(string extension) => Directory.GetFiles(path, $"{Prefix}*{extension}");

    private static string NameOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}{Extension}");

    /// <summary>The number of a file; null if it is none of ours, however alike its name may be.</summary>
    private static long? NumberOf(string name) =>
        name.Length > Prefix.Length + Extension.Length
        && long.TryParse(name.AsSpan()[Prefix.Length..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && number <= LargestNumber && name == NameOf(number) ? number : null;
}
