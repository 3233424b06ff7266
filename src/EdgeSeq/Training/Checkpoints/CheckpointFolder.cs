using System.Globalization;
using EdgeSeq.Storage;

namespace EdgeSeq.Training.Checkpoints;

/// <summary>The files of one run: <c>checkpoint-00000042.safetensors</c>, numbered in the order in which they were saved.</summary>
/// <param name="path">The folder; need not exist yet.</param>
internal sealed class CheckpointFolder(string path)
{
    private const string Prefix = "checkpoint-", Extension = ".safetensors";

    /// <summary>Numbers of the files that are there, newest first.</summary>
    public IReadOnlyList<long> Numbers =>
        Directory.Exists(path) ? [.. Files(Extension).Select(NumberOf).OfType<long>().OrderDescending()] : [];

    /// <summary>Number of the newest file; 0 if there is none.</summary>
    public long Newest => Numbers is [var newest, ..] ? newest : 0;

    /// <summary>The file of a number.</summary>
    public string PathOf(long number) => Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}{Extension}"));

    /// <summary>Removes what is older than the newest good files, and what killed processes left behind.</summary>
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

        foreach (string file in Files(AtomicFile.TemporaryExtension))
        {
            File.Delete(file);
        }
    }

    private string[] Files(string extension) => Directory.GetFiles(path, $"{Prefix}*{extension}");

    private static long? NumberOf(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
