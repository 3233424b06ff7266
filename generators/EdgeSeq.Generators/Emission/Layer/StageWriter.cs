using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Layer;

/// <summary>
/// A stage of one row, fused: the products of a few blocks of hidden units stay in registers, and the cell takes them
/// from there.
/// </summary>
internal static class StageWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            WriteStage(writer, plan, dialect, stage);
        }
    }

    private static void WriteStage(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage)
    {
        ForwardStage forward = plan.Forward[stage];
        MatrixGroup? group = plan.Recurrent[stage];
        writer.WriteLine($"\n/// <summary>{XmlText.Escape(KernelText.AffineComment(forward.Affine))}; then the cell.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void Stage{KernelText.StageSuffix(stage, plan)}(ref float parameters, ref float input, ref float previous, ref float next, ref float tape, bool keep{(plan.Alternates ? ", bool descending" : "")})"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref parameters, {plan.Bias.Offset});");
            if (group is null)
            {
                using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.HiddenLanes}; lane += 16)"))
                {
                    WriteCell(writer, plan, dialect, stage, [.. Enumerable.Range(0, dialect.VectorsPerBlock)]);
                }

                return;
            }

            (string row, int plane) = KernelText.Operand(forward.Operand!, plan);
            writer.WriteLine($"ref float {Operand(forward)} = ref {KernelText.At(row, plane * plan.HiddenLanes)};");
            if (group.FullPanels > 0)
            {
                WriteFullPanels(writer, plan, dialect, stage, group);
            }

            if (group.TailBlocks > 0)
            {
                WriteTail(writer, plan, dialect, stage, group);
            }
        }
    }

    private static string Operand(ForwardStage stage) => "operand_" + stage.Operand;

    private static void WriteFullPanels(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group)
    {
        using (writer.OpenBlock($"for (nuint i = 0; i < {group.FullPanels}; i++)"))
        {
            writer.WriteLine(plan.Alternates ? $"nuint panel = descending ? {group.FullPanels - 1} - i : i;" : "nuint panel = i;");
            writer.WriteLine($"nuint lane = {group.BlocksPerPanel * 16} * panel;");
            writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset} + {group.PanelSize} * panel);");
            WritePanel(writer, plan, dialect, stage, group, group.BlocksPerPanel);
        }
    }

    private static void WriteTail(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group)
    {
        using (writer.OpenBlock("// The last panel is narrower."))
        {
            writer.WriteLine($"const nuint lane = {group.FullPanels * group.BlocksPerPanel * 16};");
            writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset + group.FullPanels * group.PanelSize});");
            WritePanel(writer, plan, dialect, stage, group, group.TailBlocks);
        }
    }

    /// <summary>One panel, in as few passes as its sums fit the registers.</summary>
    private static void WritePanel(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group, int blocks)
    {
        int perPass = Math.Min(blocks, Math.Max(1, dialect.MaxAccumulators / (group.Gates * dialect.VectorsPerBlock)));
        for (int first = 0; first < blocks; first += perPass)
        {
            int count = Math.Min(perPass, blocks - first);
            if (count == blocks)
            {
                WritePass(writer, plan, dialect, stage, group, first, count, blocks);
                continue;
            }

            using (writer.OpenBlock($"// Blocks {first} to {first + count - 1} of the panel."))
            {
                WritePass(writer, plan, dialect, stage, group, first, count, blocks);
            }
        }
    }

    private static void WritePass(
        SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group, int first, int count, int blocks)
    {
        List<int> vectors = [.. Enumerable.Range(first * dialect.VectorsPerBlock, count * dialect.VectorsPerBlock)];
        WriteProduct(writer, plan, dialect, stage, group, vectors, blocks * group.Gates * 16);
        writer.WriteLine();
        WriteCell(writer, plan, dialect, stage, vectors);
    }

    private static void WriteProduct(
        SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group, List<int> vectors, int width)
    {
        ForwardStage forward = plan.Forward[stage];
        writer.WriteLine("// Each sum starts with its bias and W x ...");
        foreach (AffineRow row in forward.Recurrent)
        {
            writer.WriteLines(vectors.Select(v => $"var {row.Name}{v} = {AffineStart.Print(plan, dialect, row, v)};"));
        }

        writer.WriteLine($"\n// ... takes U {forward.Operand}, k by k ...");
        var sums = vectors.SelectMany(v => Enumerable.Range(0, group.Gates).Select(gate => (
            $"{forward.Recurrent[gate].Name}{v}",
            (v / dialect.VectorsPerBlock * group.Gates + gate) * 16 + v % dialect.VectorsPerBlock * dialect.Width)));
        StepProductWriter.Write(writer, dialect, Operand(forward), group.Depth, width, [.. sums]);
    }

    private static void WriteCell(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, List<int> vectors)
    {
        ForwardStage forward = plan.Forward[stage];
        writer.WriteLine(plan.Recurrent[stage] is null ? "// The cell." : "// ... and the cell takes it from the register.");
        foreach (int v in vectors)
        {
            var sums = forward.Recurrent.Select(row => $"{row.Name}{v}")
                .Concat(forward.InputOnly.Select(row => AffineStart.Print(plan, dialect, row, v)));
            string lane = v == 0 ? "lane" : $"lane + {v * dialect.Width}";
            writer.WriteLine($"Cell{KernelText.StageSuffix(stage, plan)}({string.Concat(sums.Select(sum => sum + ", "))}ref previous, ref next, ref tape, {lane}, keep);");
        }
    }
}
