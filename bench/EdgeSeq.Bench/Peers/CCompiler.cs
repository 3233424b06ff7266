using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;

namespace EdgeSeq.Bench.Peers;

/// <summary>A vector width that the C peers are compiled for.</summary>
/// <param name="Name">As in the table: 512, 256, 128 bits.</param>
/// <param name="Flags">For the compiler.</param>
internal sealed record CVariant(string Name, string Flags);

/// <summary>One library of C: the peer that it is, its source, what is compiled in, and what it is linked with.</summary>
internal sealed record CBuild(string Peer, string Source, CVariant Variant, string Defines, string Libraries = "");

/// <summary>
/// The system's C compiler (<c>$CC</c>, else <c>cc</c>), with <c>$CFLAGS</c> behind our own flags. Libraries are kept in the temporary directory under the hash of
/// sources and flags, so a second comparison compiles nothing.
/// </summary>
internal sealed class CCompiler
{
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "native");
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "edgeseq-bench-native");
    private static readonly string UserFlags = Environment.GetEnvironmentVariable("CFLAGS") ?? "";
    private readonly string _command;
    private readonly string _identity;

    private CCompiler(string command, string version)
    {
        _command = command;
        Version = version;
        var text = new StringBuilder(version);
        foreach (string file in Directory.GetFiles(Sources).Order(StringComparer.Ordinal))
        {
            text.Append(File.ReadAllText(file));
        }

        _identity = text.ToString();
    }

    /// <summary>First line of <c>cc --version</c>.</summary>
    public string Version { get; }

    /// <summary>The widths this processor can run, widest first.</summary>
    public static IReadOnlyList<CVariant> Variants { get; } =
        RuntimeInformation.ProcessArchitecture != Architecture.X64 ? [new("128", "-DVL=4")]
        : Avx512F.IsSupported ? [new("512", "-DVL=16 -mprefer-vector-width=512"), new("256", "-DVL=8 -mprefer-vector-width=256")]
        : [new("256", "-DVL=8 -mno-avx512f")];   // as EdgeSeq, where .NET is told to use no AVX-512

    /// <summary>The compiler, or null when there is none.</summary>
    public static CCompiler? Find()
    {
        string command = Environment.GetEnvironmentVariable("CC") is { Length: > 0 } chosen ? chosen : "cc";
        try
        {
            (int code, string output) = Execute(command, ["--version"]);
            return code == 0 ? new CCompiler(command, output.Split('\n')[0].Trim()) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Whether a header is there and a condition of the preprocessor holds after it.</summary>
    public bool CanInclude(string header, string condition)
    {
        Directory.CreateDirectory(Folder);
        string source = Path.Combine(Folder, Path.GetRandomFileName() + ".c");
        File.WriteAllText(source, $"#include <{header}>\n#if !({condition})\n#error another version\n#endif\n");
        (int code, _) = Execute(_command, ["-E", source, "-o", source + ".i"]);
        File.Delete(source);
        File.Delete(source + ".i");
        return code == 0;
    }

    /// <summary>Compiles what is not there yet, on all cores that the process may use.</summary>
    /// <returns>The libraries.</returns>
    public Dictionary<CBuild, string> CompileAll(IEnumerable<CBuild> builds)
    {
        CBuild[] all = [.. builds.Distinct()];
        int missing = all.Count(build => !File.Exists(PathOf(build)));
        if (missing > 0)
        {
            Console.Error.WriteLine($"Compiling {missing} libraries, kept for the next time...");
        }

        return all.AsParallel().Select(build => (Build: build, Library: Compile(build))).ToDictionary(b => b.Build, b => b.Library);
    }

    /// <summary>Compiles one source to a shared library, unless it is there already.</summary>
    /// <exception cref="InvalidOperationException">The compiler failed; the message holds what it said.</exception>
    public string Compile(CBuild build)
    {
        string library = PathOf(build);
        if (File.Exists(library))
        {
            return library;
        }

        // Linked in a second step and without -ffast-math: with it, loading the library would make the whole process flush
        // denormals. The peers do that themselves while they run.
        Directory.CreateDirectory(Folder);
        string item = Path.Combine(Folder, Path.GetRandomFileName());
        Check(Execute(_command, [.. Words(FlagsOf(build)), "-c", Path.Combine(Sources, build.Source), "-o", item + ".o"]));
        Check(Execute(_command, ["-shared", item + ".o", "-o", item + ".so", .. Words(build.Libraries), "-lm"]));
        File.Delete(item + ".o");
        File.Move(item + ".so", library, overwrite: true);
        return library;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string FlagsOf(CBuild build) =>
        $"-O3 -march=native -ffast-math -fPIC -fvisibility=hidden -Wno-psabi {build.Variant.Flags} {build.Defines} {UserFlags}";

    private string PathOf(CBuild build)
    {
        byte[] inputs = Encoding.UTF8.GetBytes(_command + FlagsOf(build) + build.Source + build.Libraries + _identity);
        return Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(inputs))[..20] + ".so");
    }

    private static void Check((int Code, string Output) result)
    {
        if (result.Code != 0)
        {
            throw new InvalidOperationException($"The C compiler failed with exit code {result.Code}:\n{result.Output}");
        }
    }

    private static (int Code, string Output) Execute(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
