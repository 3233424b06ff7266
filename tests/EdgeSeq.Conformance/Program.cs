using System.Globalization;
using EdgeSeq;
using EdgeSeq.Conformance;

// Prints a table that must be the same, line by line, on every instruction set, under JIT and NativeAOT:
//
//   conformance [--subset]
//   conformance --guard        runs kernels between guard pages instead
//
// What it ran on goes to standard error. Exit code 1 if a check within the process itself failed.

if (args is ["--guard"])
{
    return GuardTable.Run();
}

if (args is not ([] or ["--subset"]))
{
    Console.Error.WriteLine("usage: conformance [--subset|--guard]");
    return 2;
}

bool subset = args.Length > 0;
var lines = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
long begin = Environment.TickCount64;
foreach (Case item in CaseTable.All.Prepend(new FunctionCase()))
{
    if (item.InSubset || !subset)
    {
        item.Run(lines);
    }
}

Console.Out.Write(lines);
Console.Error.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{Hardware.ActiveIsa}, {(Environment.TickCount64 - begin) / 1000.0:F1} s"));
return lines.ToString().Contains("differs", StringComparison.Ordinal) ? 1 : 0;
