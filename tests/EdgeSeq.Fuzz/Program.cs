using System.Diagnostics;
using System.Globalization;
using EdgeSeq.Fuzz;

// Feeds damaged files to every reader, or to one, and prints the counts:
//
//   fuzz [--count N] [--format NAME] [--seed N]
//
// Exit code 1 if one of them did anything but read or refuse its file; the file is kept beside the program.

if (args.Length % 2 != 0)
{
    return Usage();
}

long count = 100_000;
ulong seed = 1;
string? only = null;
for (int i = 0; i < args.Length; i += 2)
{
    bool isKnown = args[i] switch
    {
        "--count" => long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out count),
        "--seed" => ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seed),
        "--format" => (only = args[i + 1]).Length > 0,
        _ => false,
    };
    if (!isKnown)
    {
        return Usage();
    }
}

FuzzFormat[] formats = [.. FuzzFormats.Create().Where(format => only is null || format.Name == only)];
if (formats.Length == 0)
{
    return Usage();
}

bool found = false;
foreach (FuzzFormat format in formats)
{
    long begin = Stopwatch.GetTimestamp();
    var run = new FuzzRun(format, seed);
    run.Run(count, TimeSpan.MaxValue);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run}; {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s"));
    if (run.Finding is { } file)
    {
        found = true;
        string path = Path.Combine(AppContext.BaseDirectory, $"finding-{format.Name}.bin");
        File.WriteAllBytes(path, file);
        Console.WriteLine($"kept: {path}");
    }

    format.Dispose();
}

return found ? 1 : 0;

static int Usage()
{
    Console.Error.WriteLine($"usage: fuzz [--count N] [--format {string.Join('|', FuzzFormats.Create().Select(format => format.Name))}] [--seed N]");
    return 2;
}
