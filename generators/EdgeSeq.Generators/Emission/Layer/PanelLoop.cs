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
    public static void Write(SourceWriter writer, Dialect dialect, MatrixGroup group, bool alternates, Action<PanelPass> writePass) =>
        Write(writer, group, alternates, blocks => WritePasses(writer, dialect, group, blocks, writePass));

    /// <summary>Prints the loop around what <paramref name="writePanel"/> prints for panels of so many blocks.</summary>
    public static void Write(SourceWriter writer, MatrixGroup group, bool alternates, Action<int> writePanel)
    {
        if (group.PanelCount == 1)
        {
            WriteSingle(writer, group, panel: 0);
            writePanel(group.Blocks);
            return;
        }

        using (writer.OpenBlock($"for (nuint i = 0; i < {group.FullPanels}; i++)"))
        {
            writer.WriteLine(alternates ? $"nuint panel = descending ? {group.FullPanels - 1} - i : i;" : "nuint panel = i;");
            writer.WriteLine($"nuint lane = {group.BlocksPerPanel * 16} * panel;");
            writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset} + {group.PanelSize} * panel);");
            writePanel(group.BlocksPerPanel);
        }

        if (group.TailBlocks > 0)
        {
            using (writer.OpenBlock("// The last panel is narrower."))
            {
                WriteSingle(writer, group, group.FullPanels);
                writePanel(group.TailBlocks);
            }
        }
    }

    private static void WriteSingle(SourceWriter writer, MatrixGroup group, int panel)
    {
        writer.WriteLine($"const nuint lane = {panel * group.BlocksPerPanel * 16};");
        writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset + panel * group.PanelSize});");
    }

    /// <summary>Prints the passes over one panel.</summary>
    public static void WritePasses(SourceWriter writer, Dialect dialect, MatrixGroup group, int blocks, Action<PanelPass> writePass)
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
