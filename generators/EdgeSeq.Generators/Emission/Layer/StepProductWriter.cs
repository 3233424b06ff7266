using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Emission.Layer;

/// <summary>The loop over k of a step's product: one panel of weights times one row, every sum in a register.</summary>
internal static class StepProductWriter
{
    /// <summary>Prints it.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="dialect">The instruction set.</param>
    /// <param name="operand">The reference to the row.</param>
    /// <param name="depth">Inputs k.</param>
    /// <param name="width">Floats of the panel for one k.</param>
    /// <param name="sums">The sums, each with its place among those floats.</param>
    public static void Write(
        SourceWriter writer, Dialect dialect, string operand, int depth, int width, IReadOnlyList<(string Name, int Offset)> sums)
    {
        writer.WriteLine("ref float w = ref weights;");
        using (writer.OpenBlock($"for (nuint k = 0; k < {depth}; k++)"))
        {
            if (dialect.FmaByScalar is null)
            {
                writer.WriteLine($"var x = {dialect.Vector}.Create(Unsafe.Add(ref {operand}, k));");
                writer.WriteLines(sums.Select(sum =>
                    $"{sum.Name} = {string.Format(dialect.Fma, "x", KernelText.Load(dialect, "w", $"{sum.Offset}"), sum.Name)};"));
            }
            else
            {
                writer.WriteLine($"var x = {dialect.Vector}.CreateScalarUnsafe(Unsafe.Add(ref {operand}, k));");
                WritePairs(writer, dialect, dialect.FmaByScalar, [.. sums.OrderBy(sum => sum.Offset)]);
            }

            writer.WriteLine($"w = ref Unsafe.Add(ref w, {width});");
        }
    }

    /// <summary>
    /// Neighbouring weights are loaded together, which is one instruction, and a pair ahead of their use: small processors
    /// execute in order, and would wait for each.
    /// </summary>
    private static void WritePairs(SourceWriter writer, Dialect dialect, string fma, IReadOnlyList<(string Name, int Offset)> sums)
    {
        for (int i = 0; i <= sums.Count; i += 2)
        {
            for (int load = i; load < Math.Min(i + 2, sums.Count); load++)
            {
                writer.WriteLine($"var w{load} = {KernelText.Load(dialect, "w", $"{sums[load].Offset}")};");
            }

            for (int use = Math.Max(i - 2, 0); use < i; use++)
            {
                writer.WriteLine($"{sums[use].Name} = {string.Format(fma, $"w{use}", "x", sums[use].Name)};");
            }
        }
    }
}
