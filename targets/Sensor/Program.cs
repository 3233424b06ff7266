using System.Globalization;
using System.Text;
using EdgeSeq;
using EdgeSeq.Storage;
using EdgeSeq.Targets.Sensor;
using EdgeSeq.Targets.Sensor.Input;
using EdgeSeq.Targets.Sensor.Learning;
using EdgeSeq.Targets.Sensor.Report;

// Watches a sensor and learns on the device. Events and the summary go to standard output, the same on every machine; what
// this machine is goes to standard error. Exit codes: 0, 1 nothing could be read, or not written, 2 the command line is wrong.

if (Arguments.Parse(args, out string problem) is not { } arguments)
{
    Console.Error.WriteLine($"sensor: {problem}\n{Arguments.Usage}");
    return 2;
}

try
{
    using Stream? source = arguments.Source switch
    {
        null => null,
        "-" => Console.OpenStandardInput(),
        string path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0),
    };
    IReadings readings = source is null ? new SignalGenerator(arguments.Readings, arguments.Seed) : new ReadingLines(source);
    using Stream output = Console.OpenStandardOutput();
    using var run = new SensorRun(readings, output);
    Console.Error.WriteLine(Hardware.Advice is { } advice ? $"{Hardware.ActiveIsa}. {advice}" : $"{Hardware.ActiveIsa}");
    Line($"memory: {Forecaster.ModelBytes / 1024} KB of weights, {Forecaster.LearningBytes / 1024} KB to learn with; fixed");
    run.Run();
    if (run.Count == 0)
    {
        Console.Error.WriteLine("sensor: no reading came; a reading is a line of two numbers, separated by a comma or blanks");
        return 1;
    }

    Summarise(run, readings);
    if (arguments.Chart is { } chart)
    {
        AtomicFile.Write(chart, stream => stream.Write(Encoding.UTF8.GetBytes(ErrorChart.Draw(run.History))));
    }

    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"sensor: {e.Message}");
    return 1;
}

static void Summarise(SensorRun run, IReadings readings)
{
    Line($"{run.Count} readings, {run.AllocatedBytes} bytes allocated after the first");
    string first = run.ErrorBefore is { } before ? $"{Number(before)} {(run.Truth is null ? "at first" : "before the drift")}, " : "";
    string then = run.ErrorAtDrift is { } after ? $"{Number(after)} just after it, " : "";
    Line($"forecast error, in standard deviations of the signal: {first}{then}{Number(run.ErrorAtEnd)} at the end");
    if (run.Truth is { } truth)
    {
        string drift = truth.DriftNoticedAfter is { } delay ? $"noticed after {delay} readings" : "not noticed";
        Line($"anomalies: {truth.Found} of {truth.Anomalies} found, {truth.FalseAlarms} false alarms; drift {drift}");
    }

    if (readings is ReadingLines { SkippedLines: > 0 } lines)
    {
        Line($"{lines.SkippedLines} lines were skipped, the first of them line {lines.FirstSkippedLine}: a reading is {SensorModel.Channels} numbers, separated by a comma or blanks");
    }
}

static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
