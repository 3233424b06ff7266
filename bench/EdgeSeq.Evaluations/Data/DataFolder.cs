namespace EdgeSeq.Evaluations.Data;

/// <summary>
/// The folder with the data sets, which are no part of the project: an option, else the environment variable, else ../shared/data
/// beside the folder that holds EdgeSeq.sln.
/// </summary>
internal sealed class DataFolder(string? option)
{
    public const string Variable = "EDGESEQ_DATA";

    private readonly string? _path = option ?? Environment.GetEnvironmentVariable(Variable) ?? BesideRepository();

    /// <summary>The files of a data set.</summary>
    /// <param name="reason">What is missing and what helps; empty if all are there.</param>
    /// <param name="names">Relative to the folder.</param>
    /// <returns>Null if one of them is not there.</returns>
    public string[]? Find(out string reason, params string[] names)
    {
        reason = "";
        string[] paths = [.. names.Select(name => Path.Combine(_path ?? "", name))];
        int missing = _path is null ? 0 : Array.FindIndex(paths, path => !File.Exists(path));
        if (missing < 0)
        {
            return paths;
        }

        reason = $"{names[missing]} was not found in {_path ?? "any data folder"}; say where the data sets lie with --data FOLDER or {Variable}.";
        return null;
    }

    private static string? BesideRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeSeq.sln")))
            {
                // A worktree may lie beside the repository in a folder of its own.
                string?[] places = [folder.Parent?.FullName, folder.Parent?.Parent?.FullName];
                return places.OfType<string>().Select(place => Path.Combine(place, "shared", "data")).FirstOrDefault(Directory.Exists);
            }
        }

        return null;
    }
}
