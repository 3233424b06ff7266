using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>
/// A stage of one row, fused: the products of a few blocks of hidden units stay in registers, and the cell takes them
/// from there.
/// </summary>
internal static class StageWriter
{
    public static void Write(SourceWriter writer, KernelPlan plan, Dialect dialect)
    {
        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            WriteStage(writer, plan, dialect, stage);
        }
    }

    private static void WriteStage(SourceWriter writer, KernelPlan plan, Dialect dialect, int stage)
    {
        ForwardStage forward = plan.Forward[stage];
        MatrixGroup? group = plan.Recurrent[stage];
        writer.WriteLine($"\n/// <summary>{XmlText.Escape(KernelText.AffineComment(forward.Affine))}; then the cell.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void Stage{KernelText.StageSuffix(stage, plan)}(ref float parameters, ref float input, ref float previous, ref float next, ref float tape, bool keep)"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref parameters, {plan.Bias.Offset});");
            if (group is null)
            {
                using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.HiddenLanes}; lane += 16)"))
                {
                    WriteCell(writer, plan, dialect, stage, dialect.VectorsPerBlock);
                }

                return;
            }

            (string row, int plane) = KernelText.Operand(forward.Operand!, plan);
            writer.WriteLine($"ref float {Operand(forward)} = ref {KernelText.At(row, plane * plan.HiddenLanes)};");
            writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset});");
            writer.WriteLine("nuint lane = 0;");
            if (group.FullPanels > 0)
            {
                using (writer.OpenBlock($"for (; lane < {group.FullPanels * group.BlocksPerPanel * 16}; )"))
                {
                    WritePanel(writer, plan, dialect, stage, group, group.BlocksPerPanel);
                }
            }

            if (group.TailBlocks > 0)
            {
                writer.WriteLine("\n// The last, narrower panel.");
                WritePanel(writer, plan, dialect, stage, group, group.TailBlocks);
            }
        }
    }

    private static string Operand(ForwardStage stage) => "operand_" + stage.Operand;

    /// <summary>One panel, in as few passes as its sums fit the registers.</summary>
    private static void WritePanel(SourceWriter writer, KernelPlan plan, Dialect dialect, int stage, MatrixGroup group, int blocks)
    {
        int width = blocks * group.Gates * 16;
        int perPass = Math.Min(blocks, Math.Max(1, dialect.MaxAccumulators / (group.Gates * dialect.VectorsPerBlock)));
        for (int first = 0; first < blocks; first += perPass)
        {
            int count = Math.Min(perPass, blocks - first);
            using (writer.OpenBlock($"// Blocks {first} to {first + count - 1} of the panel."))
            {
                WriteProduct(writer, plan, dialect, stage, group, first, count, width);
                WriteCell(writer, plan, dialect, stage, count * dialect.VectorsPerBlock);
                writer.WriteLine($"lane += {count * 16};");
            }
        }

        writer.WriteLine($"weights = ref Unsafe.Add(ref weights, {group.Depth * width});");
    }

    private static void WriteProduct(
        SourceWriter writer, KernelPlan plan, Dialect dialect, int stage, MatrixGroup group, int first, int blocks, int width)
    {
        ForwardStage forward = plan.Forward[stage];
        int vectors = blocks * dialect.VectorsPerBlock;
        foreach (AffineRow row in forward.Recurrent)
        {
            for (int v = 0; v < vectors; v++)
            {
                writer.WriteLine($"var {row.Name}{v} = {AffineStart.Print(plan, dialect, row, v)};");
            }
        }

        writer.WriteLine($"ref float w = ref {KernelText.At("weights", first * group.Gates * 16)};");
        using (writer.OpenBlock($"for (nuint k = 0; k < {group.Depth}; k++)"))
        {
            writer.WriteLine($"var x = {dialect.Vector}.Create(Unsafe.Add(ref {Operand(forward)}, k));");
            for (int v = 0; v < vectors; v++)
            {
                for (int gate = 0; gate < group.Gates; gate++)
                {
                    string name = $"{forward.Recurrent[gate].Name}{v}";
                    int offset = (v / dialect.VectorsPerBlock * group.Gates + gate) * 16 + v % dialect.VectorsPerBlock * dialect.Width;
                    writer.WriteLine($"{name} = {string.Format(dialect.Fma, "x", KernelText.Load(dialect, "w", $"{offset}"), name)};");
                }
            }

            writer.WriteLine($"w = ref Unsafe.Add(ref w, {width});");
        }

        writer.WriteLine();
    }

    private static void WriteCell(SourceWriter writer, KernelPlan plan, Dialect dialect, int stage, int vectors)
    {
        ForwardStage forward = plan.Forward[stage];
        for (int v = 0; v < vectors; v++)
        {
            int vector = v;
            var sums = forward.Recurrent.Select(row => $"{row.Name}{vector}")
                .Concat(forward.InputOnly.Select(row => AffineStart.Print(plan, dialect, row, vector)));
            string lane = v == 0 ? "lane" : $"lane + {v * dialect.Width}";
            writer.WriteLine($"Cell{KernelText.StageSuffix(stage, plan)}({string.Concat(sums.Select(sum => sum + ", "))}ref previous, ref next, ref tape, {lane}, keep);");
        }
    }
}
