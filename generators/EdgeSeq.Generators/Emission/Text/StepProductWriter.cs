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
    /// <param name="sums">The sums, which have been started, each with its place among the floats of a k, in the order of their places: so are the weights read.</param>
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
        // Where a factor is a lane of a register, one load is as many factors.
        int chains = group.Chains, lanes = dialect.FmaByScalar is null ? 1 : dialect.Width;
        int round = Math.Max(chains, lanes), even = group.Depth / round * round;
        for (int chain = 1; chain < chains; chain++)
        {
            writer.WriteLines(sums.Select(sum => $"var {KernelNames.Chain(sum.Name, chain)} = {dialect.VectorType}.Zero;"));
        }

        writer.WriteLine("ref float w = ref weights;");
        if (even > 0)
        {
            using (writer.OpenBlock($"for (nuint k = 0; k < {even}; k{(round == 1 ? "++" : $" += {round}")})"))
            {
                if (lanes > 1)
                {
                    writer.WriteLine($"var x = {dialect.Vector}.LoadUnsafe(ref {operand}, k);");
                }

                for (int i = 0; i < round; i++)
                {
                    int chain = i % chains;
                    string factor = lanes > 1 ? $"x, {i}" : WriteFactor(writer, dialect, $"Unsafe.Add(ref {operand}, {(i == 0 ? "k" : $"k + {i}")})", i);
                    WriteAddend(writer, dialect, group, factor, i, chain, chain * width, sums);
                    if (chain == chains - 1)
                    {
                        writer.WriteLine($"w = ref Unsafe.Add(ref w, {chains * width});");
                    }
                }
            }
        }

        for (int i = 0; i < group.Depth - even; i++)
        {
            using (writer.OpenBlock($"// k = {even + i}."))
            {
                string factor = WriteFactor(writer, dialect, KernelText.At(operand, even + i), i);
                WriteAddend(writer, dialect, group, factor, i, chain: i % chains, i * width, sums);
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
                string factor = WriteFactor(writer, dialect, $"Unsafe.Add(ref {operand}, k)", 0);
                WriteAddend(writer, dialect, group, factor, 0, chain: 0, 0, sums);
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

    /// <summary>Reads the number that a k's weights are multiplied by.</summary>
    /// <returns>What stands for it in the multiplication.</returns>
    private static string WriteFactor(SourceWriter writer, Dialect dialect, string element, int number)
    {
        string x = KernelNames.Chain("x", number);
        writer.WriteLine($"var {x} = {dialect.Vector}.{(dialect.FmaByScalar is null ? "Create" : "CreateScalarUnsafe")}({element});");
        return dialect.FmaByScalar is null ? x : $"{x}, 0";
    }

    /// <summary>One k, whose weights begin so many cells behind <c>w</c>, of the chain that takes it.</summary>
    private static void WriteAddend(
        SourceWriter writer, Dialect dialect, MatrixGroup group, string factor, int number, int chain, int begin, IReadOnlyList<(string Name, int Offset)> sums)
    {
        if (dialect.FmaByScalar is null)
        {
            writer.WriteLines(WeightLoad.InOrder(group, sums).Select(sum =>
                $"{KernelNames.Chain(sum.Name, chain)} = {string.Format(dialect.Fma, factor, WeightLoad.Print(dialect, group, begin, sum.Offset), KernelNames.Chain(sum.Name, chain))};"));
            return;
        }

        WritePairs(writer, dialect, group, factor, number, begin, [.. WeightLoad.InOrder(group, sums).Select(sum => (KernelNames.Chain(sum.Name, chain), sum.Offset))]);
    }

    /// <summary>
    /// Neighbouring weights are loaded together, which is one instruction, and a pair ahead of their use: small processors
    /// execute in order, and would wait for each.
    /// </summary>
    private static void WritePairs(SourceWriter writer, Dialect dialect, MatrixGroup group, string factor, int number, int begin, IReadOnlyList<(string Name, int Offset)> sums)
    {
        for (int i = 0; i <= sums.Count; i += 2)
        {
            for (int load = i; load < Math.Min(i + 2, sums.Count); load++)
            {
                writer.WriteLine($"var {KernelNames.Chain($"w{load}", number)} = {WeightLoad.Print(dialect, group, begin, sums[load].Offset)};");
            }

            for (int use = Math.Max(i - 2, 0); use < i; use++)
            {
                writer.WriteLine($"{sums[use].Name} = {string.Format(dialect.FmaByScalar!, KernelNames.Chain($"w{use}", number), factor, sums[use].Name)};");
            }
        }
    }
}
