using System.Diagnostics;
using System.Globalization;
using EdgeSeq;
using EdgeSeq.Targets.Sampler;

// The least that a board needs to write text with a trained model. The text goes to standard output, what was measured to
// standard error. Exit codes: 0, 1 the model cannot be used, 2 the command line cannot be understood.

long start = Stopwatch.GetTimestamp();
if (!Arguments.TryParse(args, out Arguments arguments))
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

try
{
    using Model<TextModel> model = Model<TextModel>.Load(arguments.Model);
    using var sampler = new Sampler<TextModel>(model, new SamplerOptions { Temperature = arguments.Temperature, Seed = arguments.Seed });
    using Stream output = Console.OpenStandardOutput();
    Span<byte> next = stackalloc byte[1];
    long first = 0, allocated = 0;
    for (int i = 0; i < arguments.Length; i++)
    {
        next[0] = (byte)sampler.Next();
        output.Write(next);
        if (i == 0)
        {
            first = Stopwatch.GetTimestamp();
            allocated = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
    double milliseconds = Stopwatch.GetElapsedTime(start, first).TotalMilliseconds;
    Console.Error.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{Hardware.ActiveIsa}; first token {milliseconds:F2} ms after main began; {allocated} bytes allocated after it"));
    return 0;
}
catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
{
    Console.Error.WriteLine($"sampler: {arguments.Model}: {e.Message}");
    return 1;
}
