using EdgeSeq.Storage;

namespace EdgeSeq.Targets.LanguageModels;

/// <summary>A file that is written at the end of a run, as the library writes files. Whether it can be is found out at the start.</summary>
internal sealed class OutputFile
{
    private readonly string _option;
    private readonly string _target;

    private OutputFile(string option, string path, string target)
    {
        _option = option;
        Path = path;
        _target = target;
    }

    /// <summary>As the user gave it.</summary>
    public string Path { get; }

    /// <summary>Checks that a file can be written, without touching it.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file; null when none is wanted.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static OutputFile? Check(string option, string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            string full = System.IO.Path.GetFullPath(path);
            Refuse(Directory.Exists(full), "it is a directory");
            Refuse(System.IO.Path.GetFileName(full).Length == 0, "it names no file");
            Refuse(!Directory.Exists(System.IO.Path.GetDirectoryName(full)), "its directory does not exist");
            return new OutputFile(option, path, AtomicFile.Probe(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{option} '{path}' cannot be written: {OneLine.Of(e)}");
        }

        void Refuse(bool condition, string reason)
        {
            if (condition)
            {
                throw new UsageException($"{option} '{path}' cannot be written: {reason}.");
            }
        }
    }

    /// <summary>Refuses two outputs in one place: the later would replace the earlier.</summary>
    /// <exception cref="UsageException">Two of the files are the same.</exception>
    public static void RefuseDuplicates(params ReadOnlySpan<OutputFile?> files)
    {
        for (int i = 0; i < files.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (files[i] is { } second && files[j] is { } first && first._target == second._target)
                {
                    throw new UsageException($"{first._option} and {second._option} both name '{second.Path}'.");
                }
            }
        }
    }

    /// <summary>Writes the file and puts it in its place.</summary>
    /// <param name="write">Writes the content; may be called twice.</param>
    /// <exception cref="IOException">Writing failed, or there is no content, such as of a model that has diverged; nothing is left behind.</exception>
    public void Write(Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(Path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new IOException($"{_option} '{Path}' could not be written: {OneLine.Of(e)}", e);
        }
    }
}
