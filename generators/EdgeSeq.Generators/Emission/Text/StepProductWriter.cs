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
        if (StepTiling.ChainsAtOnce(dialect, group, sums.Count) == group.Chains)
        {
            WriteSideBySide(writer, dialect, operand, group, width, sums);
        }
        else
        {
            WriteOneByOne(writer, dialect, operand, group, width, sums, memory);
        }
    }

    private static void WriteSideBySide(
        SourceWriter writer, Dialect dialect, string operand, MatrixGroup group, int width, IReadOnlyList<(string Name, int Offset)> sums)
    {
        int chains = group.Chains, even = group.Depth / chains * chains;
        for (int chain = 1; chain < chains; chain++)
        {
            writer.WriteLines(sums.Select(sum => $"var {KernelNames.Chain(sum.Name, chain)} = {dialect.VectorType}.Zero;"));
        }

        writer.WriteLine("ref float w = ref weights;");
        if (even > 0)
        {
            using (writer.OpenBlock($"for (nuint k = 0; k < {even}; k{(chains == 1 ? "++" : $" += {chains}")})"))
            {
                for (int chain = 0; chain < chains; chain++)
                {
                    WriteAddend(writer, dialect, group, $"Unsafe.Add(ref {operand}, {(chain == 0 ? "k" : $"k + {chain}")})", chain, width, sums);
                }

                writer.WriteLine($"w = ref Unsafe.Add(ref w, {chains * width});");
            }
        }

        for (int chain = 0; chain < group.Depth - even; chain++)
        {
            using (writer.OpenBlock($"// k = {even + chain}."))
            {
                WriteAddend(writer, dialect, group, KernelText.At(operand, even + chain), chain, width, sums);
            }
        }

        for (int chain = 1; chain < chains; chain++)
        {
            writer.WriteLines(sums.Select(sum => $"{sum.Name} += {KernelNames.Chain(sum.Name, chain)};"));
        }
    }

    /// <summary>As a register tile: the first chain goes on from the sums, each further one starts from zero and is added to what is in memory.</summary>
    private static void WriteOneByOne(
        SourceWriter writer, Dialect dialect, string operand, MatrixGroup group, int width, IReadOnlyList<(string Name, int Offset)> sums, string memory)
    {
        int first = sums.Min(sum => sum.Offset);
        using (writer.OpenBlock("for (nuint chain = 0; ; )"))
        {
            writer.WriteLine($"ref float w = ref Unsafe.Add(ref weights, {width} * chain);");
            using (writer.OpenBlock($"for (nuint k = chain; k < {group.Depth}; k += {group.Chains})"))
            {
                WriteAddend(writer, dialect, group, $"Unsafe.Add(ref {operand}, k)", chain: 0, width, sums);
                writer.WriteLine($"w = ref Unsafe.Add(ref w, {group.Chains * width});");
            }

            using (writer.OpenBlock("if (chain > 0)"))
            {
                writer.WriteLines(sums.Select(sum => $"{sum.Name} += {KernelText.Load(dialect, memory, $"{sum.Offset - first}")};"));
            }

            writer.WriteLine();
            using (writer.OpenBlock($"if (++chain == {group.Chains})"))
            {
                writer.WriteLine("break;");
            }

            writer.WriteLine();
            writer.WriteLines(sums.Select(sum => $"{sum.Name}.StoreUnsafe(ref {memory}, {sum.Offset - first});"));
            writer.WriteLines(sums.Select(sum => $"{sum.Name} = {dialect.VectorType}.Zero;"));
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
