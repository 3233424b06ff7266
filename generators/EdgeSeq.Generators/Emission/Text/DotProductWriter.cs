using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>
/// The product of one row of bytes with one panel of bytes: whole sums in registers, exact in any order, and then once times the scale of
/// their output and the operand's <c>step</c>. The twin of <see cref="StepProductWriter"/> for weights of 8 bits.
/// </summary>
internal static class DotProductWriter
{
    /// <summary>Prints it. The text reads <c>scales</c>, the scale of the matrices' first output, <c>lane</c> and <c>step</c>.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="dialect">The instruction set.</param>
    /// <param name="operand">The reference to the row's bytes, four to an int.</param>
    /// <param name="group">The matrices.</param>
    /// <param name="width">Cells of the panel for four inputs.</param>
    /// <param name="sums">The sums, each with its place among those cells and what it starts from; null for zero.</param>
    public static void Write(
        SourceWriter writer, Dialect dialect, string operand, MatrixGroup group, int width, IReadOnlyList<(string Name, int Offset, string? Start)> sums)
    {
        string gates = group.Gates == 1 ? "lane" : $"{group.Gates} * lane";
        writer.WriteLines(sums.Select(sum => dialect.Dot.Offset == 0
            ? $"var {Whole(sum.Name)} = {dialect.Vector}<int>.Zero;"
            : $"var {Whole(sum.Name)} = {KernelText.Load(dialect, "scales", $"{gates} + {group.CorrectionDistance + sum.Offset}")}.AsInt32();"));
        if (dialect.Dot.Constant.Length > 0)
        {
            writer.WriteLine(dialect.Dot.Constant);
        }

        writer.WriteLine("ref float w = ref weights;");
        for (int digit = 0; digit < group.States.Digits; digit++)
        {
            if (digit > 0)
            {
                writer.WriteLine();
                writer.WriteLines(sums.Select(sum => $"{Whole(sum.Name)} <<= {StateFormat.DigitBits};"));
                writer.WriteLine("w = ref weights;");
            }

            int first = digit * MatrixGroup.DigitCells(4 * group.Depth);
            using (writer.OpenBlock($"for (nuint k = 0; k < {group.Depth}; k++)"))
            {
                writer.WriteLine($"var x = {string.Format(dialect.Dot.Operand, $"Unsafe.Add(ref {operand}, {(first == 0 ? "k" : $"k + {first}")})")};");
                WriteStages(writer, dialect, sums);
                writer.WriteLine($"w = ref Unsafe.Add(ref w, {width});");
            }
        }

        foreach ((string name, int offset, string? start) in sums)
        {
            string number = $"{dialect.Vector}.ConvertToSingle({Whole(name)})";
            string scale = $"{KernelText.Load(dialect, "scales", offset == 0 ? gates : $"{gates} + {offset}")} * {dialect.Vector}.Create(step)";
            writer.WriteLine($"var {name} = {(start is null ? $"{number} * ({scale})" : string.Format(dialect.Fma, number, scale, start))};");
        }
    }

    private static string Whole(string sum) => KernelNames.Chain(sum, 1);

    /// <summary>A few vectors at a time go through the stages; the weights of the next few are loaded meanwhile, where they are loaded apart.</summary>
    private static void WriteStages(SourceWriter writer, Dialect dialect, IReadOnlyList<(string Name, int Offset, string? Start)> sums)
    {
        DotWords dot = dialect.Dot;
        WriteLoads(0);
        for (int first = 0; first < sums.Count; first += dot.Together)
        {
            for (int stage = 0; stage < dot.Stages.Length; stage++)
            {
                for (int i = first; i < Math.Min(first + dot.Together, sums.Count); i++)
                {
                    string weights = dot.Loads.Length > 0 ? $"w{i}_" : KernelText.Load(dialect, "w", $"{sums[i].Offset}");
                    writer.WriteLine(string.Format(dot.Stages[stage], Whole(sums[i].Name), "x", weights, $"x{i}_"));
                }

                if (stage == 0)
                {
                    WriteLoads(first + dot.Together);
                }
            }
        }

        void WriteLoads(int first)
        {
            for (int i = first; i < Math.Min(first + dot.Together, sums.Count); i++)
            {
                writer.WriteLines(dot.Loads.Select(load => string.Format(load, $"w{i}_", "w", sums[i].Offset)));
            }
        }
    }
}
