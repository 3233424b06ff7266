using System.CommandLine;
using System.Globalization;

namespace EdgeSeq.Bench.Flow;

/// <summary><c>gradient-flow</c>: how far the gradients of three cells reach on the same task, as a table and a plot.</summary>
internal static class GradientFlowCommand
{
    private const string Rnn = "#0072B2", Gru = "#D55E00", Lstm = "#009E73";

    public static Command Create()
    {
        var steps = new Option<int>("--steps") { Description = "Updates of the training.", DefaultValueFactory = _ => 1500 };
        var svg = new Option<string?>("--svg") { Description = "Where to draw the plot; nowhere by default." };
        var command = new Command("gradient-flow", "Norm of dL/dh against the distance from the loss: RNN, GRU and LSTM recalling a token.") { steps, svg };
        command.SetAction(arguments => Run(arguments.GetValue(steps), arguments.GetValue(svg)));
        return command;
    }

    private static int Run(int steps, string? svg)
    {
        using FlowMeasurement<FlowRnn> rnn = new(), small = new(Initialization.PyTorch), large = new(recurrentFactor: 2);
        using var gru = new FlowMeasurement<FlowGru>();
        using var lstm = new FlowMeasurement<FlowLstm>();
        FlowSeries[] Cells() =>
        [
            new("RNN, dL/dh", Rnn, "", rnn.Norms("h")), new("GRU, dL/dh", Gru, "", gru.Norms("h")),
            new("LSTM, dL/dh", Lstm, "", lstm.Norms("h")), new("LSTM, dL/dc", Lstm, "2 3", lstm.Norms("c")),
        ];
        FlowSeries[] start =
        [
            .. Cells(), new("RNN, U uniform in ±1/√H", Rnn, "2 3", small.Norms("h")), new("RNN, U twice orthogonal", Rnn, "8 4", large.Norms("h")),
        ];
        Print("At the start", start);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nRecalled after {steps} updates: RNN {rnn.Train(steps):P0}, GRU {gru.Train(steps):P0}, LSTM {lstm.Train(steps):P0}\n"));
        FlowSeries[] trained = Cells();
        Print("Trained", trained);
        if (svg is not null)
        {
            File.WriteAllText(svg, FlowPlot.Draw(("At the start", start), ($"After {steps} updates", trained)));
        }

        return 0;
    }

    private static void Print(string title, FlowSeries[] all)
    {
        int[] distances = [1, 5, 10, 20, RecallTask.Window];
        Console.WriteLine($"| {title,-24} | {string.Join(" | ", distances.Select(distance => $"{$"d = {distance}",8}"))} |");
        Console.WriteLine($"|{new string('-', 26)}|{string.Concat(Enumerable.Repeat("---------:|", distances.Length))}");
        foreach (FlowSeries series in all)
        {
            Console.WriteLine($"| {series.Name,-24} | {string.Join(" | ", distances.Select(d => series.Norms[d - 1].ToString("0.0e+00", CultureInfo.InvariantCulture).PadLeft(8)))} |");
        }
    }
}
