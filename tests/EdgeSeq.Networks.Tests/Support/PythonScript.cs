using System.Diagnostics;
using System.Text.Json;

namespace EdgeSeq.Networks.Tests.Support;

/// <summary>
/// A program of Python that stays until the tests end: PyTorch takes seconds to import. It reads its arguments as a line, which is a list in
/// JSON, and answers with a line, again and again.
/// </summary>
/// <param name="program">The arguments of Python.</param>
internal sealed class PythonScript(params string[] program)
{
    private Process? _process;

    /// <summary>Asks it.</summary>
    /// <returns>What it answered; null if it failed, which its standard error says why.</returns>
    public string? Run(params string[] arguments)
    {
        lock (program)
        {
            _process ??= Python.Start(program);
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(arguments));
            string? answer = _process.StandardOutput.ReadLine();
            _process = answer is null ? null : _process;
            return answer;
        }
    }
}
