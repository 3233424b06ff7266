using System.Diagnostics;
using System.Globalization;
using EdgeSeq;
using EdgeSeq.Steps;

// Streams tokens through a cell and does nothing else, so that what a step costs in instructions is the difference between two runs:
//
//   steps HIDDEN COUNT          of a GRU (int8-HIDDEN: with weights of 8 bits; int8x15-HIDDEN: with states of 15 bits too), rnn-HIDDEN, lstm-HIDDEN
//
// Its C twin is tests/native/steps.c; .ci/budgets compares the two.

if (args is not [string hidden, string number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
{
    Console.Error.WriteLine("usage: steps HIDDEN COUNT");
    return 2;
}

float? logit = hidden switch
{
    "32" => Run<Gru32>(count),
    "64" => Run<Gru64>(count),
    "128" => Run<Gru128>(count),
    "256" => Run<Gru256>(count),
    "rnn-32" => Run<Rnn32>(count),
    "rnn-64" => Run<Rnn64>(count),
    "rnn-128" => Run<Rnn128>(count),
    "lstm-32" => Run<Lstm32>(count),
    "lstm-64" => Run<Lstm64>(count),
    "lstm-128" => Run<Lstm128>(count),
    "int8-64" => Run<Gru64Bytes>(count),
    "int8-128" => Run<Gru128Bytes>(count),
    "int8-256" => Run<Gru256Bytes>(count),
    "int8x15-64" => Run<Gru64Digits>(count),
    "int8x15-128" => Run<Gru128Digits>(count),
    "int8x15-256" => Run<Gru256Digits>(count),
    _ => null,
};
if (logit is null)
{
    Console.Error.WriteLine("HIDDEN is 32, 64, 128 or 256, one of the last three behind int8- or int8x15-, or 32, 64 or 128 behind rnn- or lstm-");
    return 2;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Hardware.ActiveIsa} {Hardware.ActiveByteProduct} {logit}"));
return 0;

// The result depends on every step, so none can be left out.
static float Run<TShape>(int count)
    where TShape : struct, ITokenModel
{
    using var model = new Model<TShape>(seed: 1);
    using var session = new Session<TShape>(model);
    double fastest = double.MaxValue;
    int part = Math.Max(count / 50, 1), token = 0;
    for (int step = 0; step < count; step += part)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int end = Math.Min(step + part, count), i = step; i < end; i++)
        {
            session.Step(token);
            token = token == 95 ? 0 : token + 1;
        }

        double time = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / part;
        fastest = step + part > count ? fastest : Math.Min(fastest, time);
    }

    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fastest:F1} ns a step (fastest of 50 stretches)"));
    Span<float> logits = stackalloc float[96];
    session.Logits(logits);
    return logits[0];
}
