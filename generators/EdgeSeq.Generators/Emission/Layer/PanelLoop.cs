using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Layer;

/// <summary>Some vectors of a panel whose sums are in registers together.</summary>
/// <param name="Vectors">Vectors of each gate, counted from the panel's first.</param>
/// <param name="Width">Floats of the panel for one k.</param>
internal sealed record PanelPass(IReadOnlyList<int> Vectors, int Width);

/// <summary>The loop over the panels of one row's product, each in as few passes as its sums fit the registers.</summary>
internal static class PanelLoop
{
    /// <summary>
    /// Prints it. In a pass the text may use <c>lane</c>, the first output of the panel, and <c>weights</c>, its first float.
    /// </summary>
    public static void Write(SourceWriter writer, Dialect dialect, MatrixGroup group, bool alternates, Action<PanelPass> writePass)
    {
        if (group.FullPanels > 0)
        {
            using (writer.OpenBlock($"for (nuint i = 0; i < {group.FullPanels}; i++)"))
            {
                writer.WriteLine(alternates ? $"nuint panel = descending ? {group.FullPanels - 1} - i : i;" : "nuint panel = i;");
                writer.WriteLine($"nuint lane = {group.BlocksPerPanel * 16} * panel;");
                writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset} + {group.PanelSize} * panel);");
                WritePanel(writer, dialect, group, group.BlocksPerPanel, writePass);
            }
        }

        if (group.TailBlocks > 0)
        {
            using (writer.OpenBlock("// The last panel is narrower."))
            {
                writer.WriteLine($"const nuint lane = {group.FullPanels * group.BlocksPerPanel * 16};");
                writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset + group.FullPanels * group.PanelSize});");
                WritePanel(writer, dialect, group, group.TailBlocks, writePass);
            }
        }
    }

    private static void WritePanel(SourceWriter writer, Dialect dialect, MatrixGroup group, int blocks, Action<PanelPass> writePass)
    {
        int most = Math.Max(1, dialect.MaxAccumulators / (group.Gates * group.Chains * dialect.VectorsPerBlock));
        int passes = (blocks + most - 1) / most, perPass = (blocks + passes - 1) / passes;
        for (int first = 0; first < blocks; first += perPass)
        {
            int count = Math.Min(perPass, blocks - first);
            var pass = new PanelPass([.. Enumerable.Range(first * dialect.VectorsPerBlock, count * dialect.VectorsPerBlock)], blocks * group.Gates * 16);
            if (count == blocks)
            {
                writePass(pass);
                continue;
            }

            using (writer.OpenBlock($"// Blocks {first} to {first + count - 1} of the panel."))
            {
                writePass(pass);
            }
        }
    }
}
