using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>
/// Compares text with a file of the repository, exactly. Running the tests with <c>EDGESEQ_UPDATE_SNAPSHOTS=1</c> writes the
/// files instead; look at the difference before you commit it.
/// </summary>
internal static class Snapshot
{
    private const string Switch = "EDGESEQ_UPDATE_SNAPSHOTS";

    public static bool IsUpdating => Environment.GetEnvironmentVariable(Switch) == "1";

    /// <summary>
    /// The repository that the tests were built in: the folder of the solution above them. Deterministic builds leave no
    /// source path to start from.
    /// </summary>
    public static string Repository { get; } = FindRepository();

    public static string Directory { get; } = Path.Combine(Repository, "tests", "EdgeSeq.Generators.Tests", "Snapshots");

    /// <summary>A release changes the version in every file, and none of them for that.</summary>
    public static string WithoutVersion(string text) => text
        .Replace($"EdgeSeq {FileHeader.Version}:", "EdgeSeq %VERSION%:", StringComparison.Ordinal)
        .Replace(FileHeader.GeneratedCode, FileHeader.GeneratedCode.Replace(FileHeader.Version, "%VERSION%", StringComparison.Ordinal), StringComparison.Ordinal);

    public static void Match(string path, string actual)
    {
        if (IsUpdating)
        {
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        string name = Path.GetRelativePath(Repository, path).Replace('\\', '/');
        Assert.True(File.Exists(path), $"{name} is missing. {Cure}");
        string[] expected = File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'), found = actual.Split('\n');
        int line = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(expected.Length == line && found.Length == line,
            $"{name} differs at line {line + 1}.\nexpected: {expected.ElementAtOrDefault(line) ?? "(end)"}\nfound:    {found.ElementAtOrDefault(line) ?? "(end)"}\n{Cure}");
    }

    private static string Cure => $"If the change is meant, run the tests with {Switch}=1 and commit what they write.";

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeSeq.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No EdgeSeq.sln above {AppContext.BaseDirectory}: run the tests from the repository.");
    }
}
