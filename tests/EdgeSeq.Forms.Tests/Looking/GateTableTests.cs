using System.Globalization;
using EdgeSeq.Diagnostics;
using EdgeSeq.Shapes;
using Xunit;
using Xunit.Abstractions;

namespace EdgeSeq.Forms.Tests.Looking;

/// <summary>The table of the course notes: word, update gate, memory cell.</summary>
[Collection(Alone.Name)]
public sealed class GateTableTests(ITestOutputHelper output)
{
    private static readonly string[] Words = ["the", "cat", ",", "which", "already", "ate", ",", "was", "full"];
    private static readonly int[] Tokens = [0, 1, 2, 3, 4, 5, 2, 6, 7];

    [Fact]
    public void Prints_update_gate_and_memory_of_a_gated_unit_word_by_word()
    {
        using var model = new Model<Shapes.Sentence>(1);
        using var runner = Run(model);
        ModelShape shape = Shapes.Sentence.Shape;
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        GateTable.Write(runner, writer, Words, [shape.FindGate("u"), shape.FindGate("n"), shape.FindGate("h'")], unit: 2);
        output.WriteLine(writer.ToString());

        string[] lines = writer.ToString().Split(Environment.NewLine);
        Assert.Equal("word           u        n       h'", lines[0]);
        Assert.Equal(Words.Length + 2, lines.Length);
        double memory = 0;
        for (int step = 0; step < Words.Length; step++)
        {
            string[] cells = lines[step + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(Words[step], cells[0]);
            double u = Number(cells[1]), n = Number(cells[2]);

            // The equation of the notes, c = u * c~ + (1 - u) * c, holds in the table.
            Assert.Equal((u * n) + ((1 - u) * memory), Number(cells[3]), 0.0025);
            memory = Number(cells[3]);
            Assert.Equal(runner.Gate(shape.FindGate("u"), row: 0, step)[2], u, 0.0006);
            Assert.InRange(u, 0.001, 0.999);
        }

        Assert.NotEqual(0, memory);
    }

    [Fact]
    public void Prints_without_allocating()
    {
        using var model = new Model<Shapes.Sentence>(1);
        using var runner = Run(model);
        using var stream = new MemoryStream(new byte[100_000]);
        using var writer = new StreamWriter(stream) { AutoFlush = true };
        int[] gates = [Shapes.Sentence.Shape.FindGate("u"), Shapes.Sentence.Shape.FindGate("h'")];
        Allocated.AssertNothing(() =>
        {
            stream.Position = 0;
            GateTable.Write(runner, writer, Words, gates, unit: 0);
        });
    }

    [Fact]
    public void Gates_units_and_words_that_do_not_exist_are_refused()
    {
        using var model = new Model<Shapes.Sentence>(1);
        using var runner = Run(model);
        ModelShape shape = Shapes.Sentence.Shape;
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => shape.FindGate("z"));
        Assert.Contains("Sentence has no z", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("h', n, u", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => shape.FindGate("u", layer: 1));
        Assert.Throws<ArgumentException>(() => shape.FindGate("u", isReverse: true));
        Assert.Equal("h'", Shapes.DeepDecoder.Shape.Gates[Shapes.DeepDecoder.Shape.FindGate("h'", layer: 1)].Name);

        var writer = new StringWriter(CultureInfo.InvariantCulture);
        Assert.Throws<ArgumentOutOfRangeException>(() => GateTable.Write(runner, writer, Words, [99], unit: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GateTable.Write(runner, writer, Words, [0], unit: 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => GateTable.Write(runner, writer, Words, [0], unit: 0, row: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GateTable.Write(runner, writer, [.. Words, "."], [0], unit: 0));
        Assert.Equal("", writer.ToString());
    }

    private static SequenceRunner<Shapes.Sentence> Run(Model<Shapes.Sentence> model)
    {
        var runner = new SequenceRunner<Shapes.Sentence>(model, batch: 1, window: Tokens.Length);
        runner.Run(Tokens, new float[runner.OutputLength]);
        return runner;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
