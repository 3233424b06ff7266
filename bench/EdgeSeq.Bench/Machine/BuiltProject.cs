namespace EdgeSeq.Bench.Machine;

/// <summary>Where the output of another project of this repository lies: beside this program's.</summary>
internal static class BuiltProject
{
    /// <summary>artifacts/bin/PROJECT/CONFIGURATION/PROJECT.dll; whether it is there is another matter.</summary>
    public static string PathOf(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project + ".dll");
    }

    /// <summary>The host that runs it: the one that runs this program, if it is <c>dotnet</c>.</summary>
    public static string Host => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
}
