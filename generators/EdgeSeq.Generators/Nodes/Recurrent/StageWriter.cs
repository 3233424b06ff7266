using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// A stage of one row, fused: the products of a few blocks of hidden units are summed in registers, and the cell takes them
/// from there, or from a few cache lines where there are not enough registers for both.
/// </summary>
internal static class StageWriter
{
    /// <summary>What a panel and a cell read and write, beside weights and sums.</summary>
    private static IEnumerable<string> Rows(LayerPlan plan) => ["bias", "input", "previous", "next", "tape", .. LayerText.Own(plan)];

    private static string Operands(LayerPlan plan) => string.Join(", ", Rows(plan).Select(row => $"ref float {row}"));

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
        string suffix = LayerText.StageSuffix(stage, plan);
        writer.WriteLine($"\n/// <summary>{XmlText.Escape(LayerText.AffineComment(forward.Affine))}; then the cell.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void Stage{suffix}(ref float parameters, ref float input, ref float previous, ref float next, ref float tape, bool keep{(plan.Alternates ? ", bool descending" : "")})"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref parameters, {plan.Bias.Offset});");
            LayerText.WriteOwn(writer, plan, "parameters", plan.OwnOffset);
            RowReductionWriter.WriteCall(writer, forward, suffix);
            if (group is { IsDot: true })
            {
                (string row, int offset) = LayerText.Operand(forward.Operand!, plan);
                ByteOperand.Write(writer, dialect, group, Operand(forward), KernelText.At(row, offset), plan.Sizes.CountOf(forward.Operand!), plan.IsUnit(forward.Operand!));
            }

            if (group is null)
            {
                using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.Sizes.Lanes(forward.Size)}; lane += 16)"))
                {
                    WriteCell(writer, plan, dialect, stage, [.. Enumerable.Range(0, dialect.VectorsPerBlock)]);
                }

                return;
            }

            PanelLoop.Write(writer, group, plan.Alternates, blocks =>
            {
                if (group.PanelCount == 1 && !PassesApart(dialect, group, blocks))
                {
                    WritePanel(writer, plan, dialect, stage, group, Passes(dialect, group, blocks));
                    return;
                }

                foreach (PanelPass pass in PassesApart(dialect, group, blocks) ? Passes(dialect, group, blocks) : [Whole(dialect, group, blocks)])
                {
                    string weights = KernelText.At("weights", pass.FirstBlock * group.Gates * MatrixGroup.BlockSize), lane = pass.FirstBlock == 0 ? "lane" : $"lane + {pass.FirstBlock * 16}";
                    writer.WriteLine($"{PanelName(group, blocks, pass)}{suffix}(ref {weights}, {string.Join(", ", Rows(plan).Select(row => $"ref {row}"))}, {lane}, keep{(group.IsDot ? $", ref {Operand(forward)}, step, ref scales" : "")});");
                }
            });
        }

        var written = new HashSet<string>();
        foreach (int blocks in new[] { group.BlocksPerPanel, group.TailBlocks }.Where(blocks => blocks > 0))
        {
            bool apart = PassesApart(dialect, group, blocks);
            foreach (PanelPass pass in apart ? Passes(dialect, group, blocks) : group.PanelCount > 1 ? [Whole(dialect, group, blocks)] : [])
            {
                string name = PanelName(group, blocks, pass);
                if (!written.Add(name))
                {
                    continue;
                }

                writer.WriteLine("\n/// <summary>The sums and the cells of one panel. No part of the loop: there the constants of the cell would take all registers.</summary>");
                writer.WriteLine(KernelText.Optimize);
                using (writer.OpenBlock($"private static void {name}{suffix}(ref float weights, {Operands(plan)}, nuint lane, bool keep{(group.IsDot ? $", ref int {Operand(forward)}, float step, ref float scales" : "")})"))
                {
                    WritePanel(writer, plan, dialect, stage, group, apart ? [pass.AsFirst(dialect.VectorsPerBlock)] : Passes(dialect, group, blocks));
                }
            }
        }

        if (!StepTiling.KeepsSums(dialect, group))
        {
            WriteCellOfSums(writer, plan, dialect, stage);
        }
    }

    /// <summary>Room for the sums of a pass. A cell may have any number of gates on one operand, and a panel has at least a block of each.</summary>
    private static string Memory(MatrixGroup group, IReadOnlyList<PanelPass> passes)
    {
        int blocks = group.Gates * passes.Max(pass => pass.Blocks);
        return blocks <= MatrixGroup.MaxPanelBlocks ? "var memory = default(PanelSums);" : $"Span<float> memory = stackalloc float[{blocks * MatrixGroup.BlockSize}];";
    }

    private static string PanelName(MatrixGroup group, int blocks, PanelPass pass) =>
        (blocks == group.BlocksPerPanel || group.PanelCount == 1 ? "Panel" : "LastPanel") + (pass.Blocks == blocks ? "" : $"{pass.Blocks}");

    private static PanelPass[] Passes(Dialect dialect, MatrixGroup group, int blocks) => [.. StepTiling.Passes(dialect, group, blocks)];

    /// <summary>
    /// Whether each pass over a panel is a method of its own: behind a cell whose sums stay in registers, its constants would take those of the next pass.
    /// Not of halves: two blocks share their cells.
    /// </summary>
    private static bool PassesApart(Dialect dialect, MatrixGroup group, int blocks) =>
        group.Weights != WeightKind.BFloat16 && StepTiling.KeepsSums(dialect, group) && Passes(dialect, group, blocks).Length > 1;

    /// <summary>All blocks of a panel, for one method.</summary>
    private static PanelPass Whole(Dialect dialect, MatrixGroup group, int blocks) =>
        new(0, blocks, true, [.. Enumerable.Range(0, blocks * dialect.VectorsPerBlock)], group.WidthOf(blocks));

    private static void WritePanel(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group, IReadOnlyList<PanelPass> passes)
    {
        ForwardStage forward = plan.Forward[stage];
        if (!group.IsDot)
        {
            (string row, int offset) = LayerText.Operand(forward.Operand!, plan);
            writer.WriteLine($"ref float {Operand(forward)} = ref {KernelText.At(row, offset)};");
        }

        bool keepsSums = StepTiling.KeepsSums(dialect, group);
        if (!keepsSums)
        {
            writer.WriteLine(Memory(group, passes));
            writer.WriteLine("ref float sums = ref memory[0];");
        }

        PanelLoop.WritePasses(writer, passes, pass =>
        {
            WriteProduct(writer, plan, dialect, stage, group, pass, keepsSums);
            writer.WriteLine();
            if (keepsSums)
            {
                WriteCell(writer, plan, dialect, stage, pass.Vectors);
                return;
            }

            writer.WriteLine("// ... and the cell takes it from there, vector by vector.");
            foreach (int v in pass.Vectors)
            {
                int block = v / dialect.VectorsPerBlock, within = v % dialect.VectorsPerBlock * dialect.Width;
                int first = block - pass.FirstBlock;
                string operands = string.Join(", ", Rows(plan).Select(row => $"ref {KernelText.At(row, row == LayerText.Numbers ? 0 : within)}"));
                writer.WriteLine($"CellOfSums{LayerText.StageSuffix(stage, plan)}(ref {KernelText.At("sums", first * forward.Recurrent.Count * 16 + within)}, {operands}, {KernelText.Lane(16 * block)}, keep);");
            }
        });
    }

    /// <summary>The cell of one vector, whose sums lie in memory.</summary>
    private static void WriteCellOfSums(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage)
    {
        writer.WriteLine("\n/// <summary>The cell of one vector; all references point to its place in its block.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void CellOfSums{LayerText.StageSuffix(stage, plan)}(ref float sums, {Operands(plan)}, nuint lane, bool keep)"))
        {
            WriteCall(writer, plan, dialect, stage, 0, (gate, _) => KernelText.Load(dialect, "sums", $"{gate * 16}"));
        }
    }

    private static string Operand(ForwardStage stage) => KernelNames.Operand(stage.Operand!);

    private static void WriteProduct(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group, PanelPass pass, bool keepsSums)
    {
        ForwardStage forward = plan.Forward[stage];
        var sums = pass.Vectors.SelectMany(v => Enumerable.Range(0, group.Gates).Select(gate => (
            Name: KernelNames.Sum(forward.Recurrent[gate].Name, v),
            Offset: (v / dialect.VectorsPerBlock * group.Gates + gate) * 16 + v % dialect.VectorsPerBlock * dialect.Width,
            Start: AffineStart.Print(plan, dialect, forward.Recurrent[gate], v))));

        // In the order of their weights: half a cache line at a time, gate by gate, comes 7 % slower from the second level of cache.
        (string Name, int Offset, string? Start)[] placed = [.. sums.OrderBy(sum => sum.Offset)];
        if (group.IsDot)
        {
            writer.WriteLine($"// U {forward.Operand} in whole numbers, four inputs at a time; then each sum is scaled onto its bias and W x ...");
            DotProductWriter.Write(writer, dialect, Operand(forward), group, pass.Width, placed);
        }
        else
        {
            writer.WriteLine("// Each sum starts with its bias and W x ...");
            foreach (AffineRow row in forward.Recurrent)
            {
                writer.WriteLines(pass.Vectors.Select(v => $"var {KernelNames.Sum(row.Name, v)} = {AffineStart.Print(plan, dialect, row, v)};"));
            }

            writer.WriteLine($"\n// ... takes U {forward.Operand}, k by k ...");
            StepProductWriter.Write(writer, dialect, Operand(forward), group, pass.Width, [.. placed.Select(sum => (sum.Name, sum.Offset))],
                keepsSums ? StepProductWriter.WriteMemory(writer, dialect, group, placed.Length) : "sums");
        }

        if (!keepsSums)
        {
            int first = placed.Min(sum => sum.Offset);
            writer.WriteLines(placed.Select(sum => $"{sum.Name}.StoreUnsafe(ref sums, {sum.Offset - first});"));
        }
    }

    private static void WriteCell(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, IReadOnlyList<int> vectors)
    {
        writer.WriteLine(plan.Recurrent[stage] is null ? "// The cell." : "// ... and the cell takes it from the register.");
        foreach (int v in vectors)
        {
            WriteCall(writer, plan, dialect, stage, v, (gate, vector) => KernelNames.Sum(plan.Forward[stage].Recurrent[gate].Name, vector));
        }
    }

    private static void WriteCall(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, int vector, Func<int, int, string> sum)
    {
        ForwardStage forward = plan.Forward[stage];
        var sums = forward.Recurrent.Select((_, gate) => sum(gate, vector))
            .Concat(forward.InputOnly.Select(row => AffineStart.Print(plan, dialect, row, vector)));
        writer.WriteLine($"Cell{LayerText.StageSuffix(stage, plan)}({string.Concat(sums.Select(s => s + ", "))}ref previous, ref next, ref tape{LayerText.OwnArguments(plan)}, {KernelText.Lane(vector * dialect.Width)}, keep);");
    }
}
