using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>The loop over k of a step's product: one panel of weights times one row, every sum in registers, its chains side by side or one after the other.</summary>
internal static class StepProductWriter
{
    /// <summary>Prints it.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="dialect">The instruction set.</param>
    /// <param name="operand">The reference to the row.</param>
    /// <param name="group">The matrices.</param>
    /// <param name="width">Cells of the panel for one k.</param>
    /// <param name="sums">The sums, which have been started, each with its place among the floats of a k.</param>
    /// <param name="memory">The reference to where sums are between chains that do not run side by side; see <see cref="WriteMemory"/>.</param>
    public static void Write(
        SourceWriter writer, Dialect dialect, string operand, MatrixGroup group, int width, IReadOnlyList<(string Name, int Offset)> sums, string memory)
    {
        int chains = group.Chains, even = group.Depth / chains * chains, atOnce = StepTiling.ChainsAtOnce(dialect, group, sums.Count), lowest = sums.Min(sum => sum.Offset);
        for (int first = 0; first < chains; first += atOnce)
        {
            int[] side = [.. Enumerable.Range(first, atOnce)];
            foreach (int chain in side.Where(chain => chain > 0))
            {
                writer.WriteLines(sums.Select(sum => $"var {KernelNames.Chain(sum.Name, chain)} = {dialect.VectorType}.Zero;"));
            }

            writer.WriteLine($"{(first == 0 ? "ref float w =" : "w =")} ref weights;");
            if (even > 0)
            {
                using (writer.OpenBlock($"for (nuint k = 0; k < {even}; k{(chains == 1 ? "++" : $" += {chains}")})"))
                {
                    foreach (int chain in side)
                    {
                        WriteAddend(writer, dialect, group, $"Unsafe.Add(ref {operand}, {(chain == 0 ? "k" : $"k + {chain}")})", chain, width, sums);
                    }

                    writer.WriteLine($"w = ref Unsafe.Add(ref w, {chains * width});");
                }
            }

            foreach (int chain in side.Where(chain => even + chain < group.Depth))
            {
                using (writer.OpenBlock($"// k = {even + chain}."))
                {
                    WriteAddend(writer, dialect, group, KernelText.At(operand, even + chain), chain, width, sums);
                }
            }

            // What an earlier round left in memory comes first.
            for (int chain = Math.Max(first, 1); chain < first + atOnce; chain++)
            {
                writer.WriteLines(sums.Select(sum => chain == first
                    ? $"{sum.Name} = {KernelText.Load(dialect, memory, $"{sum.Offset - lowest}")} + {KernelNames.Chain(sum.Name, chain)};"
                    : $"{sum.Name} += {KernelNames.Chain(sum.Name, chain)};"));
            }

            if (first + atOnce < chains)
            {
                writer.WriteLines(sums.Select(sum => $"{sum.Name}.StoreUnsafe(ref {memory}, {sum.Offset - lowest});"));
            }
        }
    }

    /// <summary>Prints the declaration of that memory, if a product of so many sums needs it.</summary>
    /// <returns>The reference to it.</returns>
    public static string WriteMemory(SourceWriter writer, Dialect dialect, MatrixGroup group, int sums)
    {
        if (StepTiling.ChainsAtOnce(dialect, group, sums) < group.Chains)
        {
            writer.WriteLine("var memory = default(PanelSums);");
        }

        return "memory[0]";
    }

    /// <summary>One k, of the chain that takes it.</summary>
    private static void WriteAddend(
        SourceWriter writer, Dialect dialect, MatrixGroup group, string element, int chain, int width, IReadOnlyList<(string Name, int Offset)> sums)
    {
        string x = KernelNames.Chain("x", chain);
        if (dialect.FmaByScalar is null)
        {
            writer.WriteLine($"var {x} = {dialect.Vector}.Create({element});");
            writer.WriteLines(WeightLoad.InOrder(group, sums).Select(sum =>
                $"{KernelNames.Chain(sum.Name, chain)} = {string.Format(dialect.Fma, x, WeightLoad.Print(dialect, group, chain * width, sum.Offset), KernelNames.Chain(sum.Name, chain))};"));
            return;
        }

        writer.WriteLine($"var {x} = {dialect.Vector}.CreateScalarUnsafe({element});");
        WritePairs(writer, dialect, group, x, chain, width, [.. WeightLoad.InOrder(group, sums.OrderBy(sum => sum.Offset)).Select(sum => (KernelNames.Chain(sum.Name, chain), sum.Offset))]);
    }

    /// <summary>
    /// Neighbouring weights are loaded together, which is one instruction, and a pair ahead of their use: small processors
    /// execute in order, and would wait for each.
    /// </summary>
    private static void WritePairs(SourceWriter writer, Dialect dialect, MatrixGroup group, string x, int chain, int width, IReadOnlyList<(string Name, int Offset)> sums)
    {
        for (int i = 0; i <= sums.Count; i += 2)
        {
            for (int load = i; load < Math.Min(i + 2, sums.Count); load++)
            {
                writer.WriteLine($"var {KernelNames.Chain($"w{load}", chain)} = {WeightLoad.Print(dialect, group, chain * width, sums[load].Offset)};");
            }

            for (int use = Math.Max(i - 2, 0); use < i; use++)
            {
                writer.WriteLine($"{sums[use].Name} = {string.Format(dialect.FmaByScalar!, KernelNames.Chain($"w{use}", chain), x, sums[use].Name)};");
            }
        }
    }
}
