namespace EdgeSeq.Targets.LanguageModels;

/// <summary>
/// A file that is written at the end of a run. Whether it can be written is found out at the start, and it appears
/// whole or not at all: it is written beside its place under a temporary name and then moved there.
/// </summary>
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
            var info = new FileInfo(path);
            string target = info.LinkTarget is null ? info.FullName : info.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            Refuse(Directory.Exists(target), "it is a directory");
            Refuse(target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal), "it is a device");
            Refuse(System.IO.Path.GetFileName(target).Length == 0, "it names no file");
            Refuse(!Directory.Exists(System.IO.Path.GetDirectoryName(target)), "its directory does not exist");
            if (File.Exists(target))
            {
                using FileStream existing = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            }

            var file = new OutputFile(option, path, target);
            using FileStream probe = new(file.Temporary(), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return file;
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
    /// <param name="write">Receives the stream of a temporary file.</param>
    /// <exception cref="IOException">Writing failed; nothing is left behind.</exception>
    public void Write(Action<Stream> write)
    {
        string temporary = Temporary();
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, _target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new IOException($"{_option} '{Path}' could not be written: {OneLine.Of(e)}", e);
        }
    }

    private string Temporary() => $"{_target}.{Environment.ProcessId}.tmp";
}
