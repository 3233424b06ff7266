namespace EdgeSeq.Tests;

/// <summary>Where the tests were built from, for those that look at files of the repository.</summary>
internal static class RepositoryFolder
{
    /// <summary>The folder of EdgeSeq.sln.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "EdgeSeq.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not lie below the folder of EdgeSeq.sln.");
    }
}
